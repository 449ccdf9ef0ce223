import * as $protobuf from "protobufjs";
import Long = require("long");

/** Namespace consilium. */
export namespace consilium {

    /** Namespace v1. */
    namespace v1 {

        /**
         * Properties of a SiteMessage.
         * @deprecated Use consilium.v1.SiteMessage.$Properties instead.
         */
        interface ISiteMessage extends consilium.v1.SiteMessage.$Properties {
        }

        /** From site to coordinator. */
        class SiteMessage {

            /**
             * Constructs a new SiteMessage.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.SiteMessage.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** First message of a session. */
            hello?: (consilium.v1.Hello.$Properties|null);

            /** Answer to a task. */
            taskAnswer?: (consilium.v1.TaskAnswer.$Properties|null);

            /** Why an evaluation request is not answered by scores. */
            evaluationDeclined?: (consilium.v1.EvaluationDeclined.$Properties|null);

            /** Training could not be finished after the task was accepted. */
            taskFailed?: (consilium.v1.TaskFailed.$Properties|null);

            /** What a site says next in a sum under masks. */
            sumSaid?: (consilium.v1.SumSaid.$Properties|null);

            /** The site has checked what was made of a sum under masks. */
            transcriptSigned?: (consilium.v1.TranscriptSigned.$Properties|null);

            /** The site's certificate is to be renewed. */
            certificateRequest?: (consilium.v1.CertificateRequest.$Properties|null);

            /** What is being said. */
            message?: ("hello"|"taskAnswer"|"evaluationDeclined"|"taskFailed"|"sumSaid"|"transcriptSigned"|"certificateRequest");

            /**
             * Creates a new SiteMessage instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SiteMessage instance
             */
            static create(properties: consilium.v1.SiteMessage.$Shape): consilium.v1.SiteMessage & consilium.v1.SiteMessage.$Shape;
            static create(properties?: consilium.v1.SiteMessage.$Properties): consilium.v1.SiteMessage;

            /**
             * Encodes the specified SiteMessage message. Does not implicitly {@link consilium.v1.SiteMessage.verify|verify} messages.
             * @param message SiteMessage message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.SiteMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SiteMessage message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.SiteMessage & consilium.v1.SiteMessage.$Shape} SiteMessage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.SiteMessage & consilium.v1.SiteMessage.$Shape;
        }

        namespace SiteMessage {

            /** Properties of a SiteMessage. */
            interface $Properties {

                /** First message of a session. */
                hello?: (consilium.v1.Hello.$Properties|null);

                /** Answer to a task. */
                taskAnswer?: (consilium.v1.TaskAnswer.$Properties|null);

                /** Why an evaluation request is not answered by scores. */
                evaluationDeclined?: (consilium.v1.EvaluationDeclined.$Properties|null);

                /** Training could not be finished after the task was accepted. */
                taskFailed?: (consilium.v1.TaskFailed.$Properties|null);

                /** What a site says next in a sum under masks. */
                sumSaid?: (consilium.v1.SumSaid.$Properties|null);

                /** The site has checked what was made of a sum under masks. */
                transcriptSigned?: (consilium.v1.TranscriptSigned.$Properties|null);

                /** The site's certificate is to be renewed. */
                certificateRequest?: (consilium.v1.CertificateRequest.$Properties|null);

                /** What is being said. */
                message?: ("hello"|"taskAnswer"|"evaluationDeclined"|"taskFailed"|"sumSaid"|"transcriptSigned"|"certificateRequest");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a SiteMessage. */
            type $Shape = {
              hello?: consilium.v1.Hello.$Shape|null;
              taskAnswer?: consilium.v1.TaskAnswer.$Shape|null;
              evaluationDeclined?: consilium.v1.EvaluationDeclined.$Shape|null;
              taskFailed?: consilium.v1.TaskFailed.$Shape|null;
              sumSaid?: consilium.v1.SumSaid.$Shape|null;
              transcriptSigned?: consilium.v1.TranscriptSigned.$Shape|null;
              certificateRequest?: consilium.v1.CertificateRequest.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ message?: undefined; hello?: null; taskAnswer?: null; evaluationDeclined?: null; taskFailed?: null; sumSaid?: null; transcriptSigned?: null; certificateRequest?: null }|{ message?: "hello"; hello: consilium.v1.Hello.$Shape; taskAnswer?: null; evaluationDeclined?: null; taskFailed?: null; sumSaid?: null; transcriptSigned?: null; certificateRequest?: null }|{ message?: "taskAnswer"; hello?: null; taskAnswer: consilium.v1.TaskAnswer.$Shape; evaluationDeclined?: null; taskFailed?: null; sumSaid?: null; transcriptSigned?: null; certificateRequest?: null }|{ message?: "evaluationDeclined"; hello?: null; taskAnswer?: null; evaluationDeclined: consilium.v1.EvaluationDeclined.$Shape; taskFailed?: null; sumSaid?: null; transcriptSigned?: null; certificateRequest?: null }|{ message?: "taskFailed"; hello?: null; taskAnswer?: null; evaluationDeclined?: null; taskFailed: consilium.v1.TaskFailed.$Shape; sumSaid?: null; transcriptSigned?: null; certificateRequest?: null }|{ message?: "sumSaid"; hello?: null; taskAnswer?: null; evaluationDeclined?: null; taskFailed?: null; sumSaid: consilium.v1.SumSaid.$Shape; transcriptSigned?: null; certificateRequest?: null }|{ message?: "transcriptSigned"; hello?: null; taskAnswer?: null; evaluationDeclined?: null; taskFailed?: null; sumSaid?: null; transcriptSigned: consilium.v1.TranscriptSigned.$Shape; certificateRequest?: null }|{ message?: "certificateRequest"; hello?: null; taskAnswer?: null; evaluationDeclined?: null; taskFailed?: null; sumSaid?: null; transcriptSigned?: null; certificateRequest: consilium.v1.CertificateRequest.$Shape })
            );
        }

        /**
         * Properties of a CoordinatorMessage.
         * @deprecated Use consilium.v1.CoordinatorMessage.$Properties instead.
         */
        interface ICoordinatorMessage extends consilium.v1.CoordinatorMessage.$Properties {
        }

        /** From coordinator to site. */
        class CoordinatorMessage {

            /**
             * Constructs a new CoordinatorMessage.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.CoordinatorMessage.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** The session is open. */
            welcome?: (consilium.v1.Welcome.$Properties|null);

            /** The session is not opened; the stream ends after this. */
            refused?: (consilium.v1.Problem.$Properties|null);

            /** A round to take part in. */
            task?: (consilium.v1.Task.$Properties|null);

            /** A model to score on held-out patients. */
            evaluationRequest?: (consilium.v1.EvaluationRequest.$Properties|null);

            /** An attempt has ended: what belongs to it may be deleted. */
            attemptEnded?: (consilium.v1.AttemptEnded.$Properties|null);

            /** An update was counted. */
            receipt?: (consilium.v1.Receipt.$Properties|null);

            /** A run has ended. */
            runEnded?: (consilium.v1.RunEnded.$Properties|null);

            /** What a site receives next in a sum under masks. */
            sumTold?: (consilium.v1.SumTold.$Properties|null);

            /** What was made of a sum under masks. */
            sumPublished?: (consilium.v1.SumPublished.$Properties|null);

            /** Answer to a certificate request. */
            certificateIssued?: (consilium.v1.CertificateIssued.$Properties|null);

            /** The authorities of the consortium, after the welcome and whenever they change. */
            authorities?: (consilium.v1.Authorities.$Properties|null);

            /** What is being said. */
            message?: ("welcome"|"refused"|"task"|"evaluationRequest"|"attemptEnded"|"receipt"|"runEnded"|"sumTold"|"sumPublished"|"certificateIssued"|"authorities");

            /**
             * Creates a new CoordinatorMessage instance using the specified properties.
             * @param [properties] Properties to set
             * @returns CoordinatorMessage instance
             */
            static create(properties: consilium.v1.CoordinatorMessage.$Shape): consilium.v1.CoordinatorMessage & consilium.v1.CoordinatorMessage.$Shape;
            static create(properties?: consilium.v1.CoordinatorMessage.$Properties): consilium.v1.CoordinatorMessage;

            /**
             * Encodes the specified CoordinatorMessage message. Does not implicitly {@link consilium.v1.CoordinatorMessage.verify|verify} messages.
             * @param message CoordinatorMessage message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.CoordinatorMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CoordinatorMessage message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.CoordinatorMessage & consilium.v1.CoordinatorMessage.$Shape} CoordinatorMessage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.CoordinatorMessage & consilium.v1.CoordinatorMessage.$Shape;
        }

        namespace CoordinatorMessage {

            /** Properties of a CoordinatorMessage. */
            interface $Properties {

                /** The session is open. */
                welcome?: (consilium.v1.Welcome.$Properties|null);

                /** The session is not opened; the stream ends after this. */
                refused?: (consilium.v1.Problem.$Properties|null);

                /** A round to take part in. */
                task?: (consilium.v1.Task.$Properties|null);

                /** A model to score on held-out patients. */
                evaluationRequest?: (consilium.v1.EvaluationRequest.$Properties|null);

                /** An attempt has ended: what belongs to it may be deleted. */
                attemptEnded?: (consilium.v1.AttemptEnded.$Properties|null);

                /** An update was counted. */
                receipt?: (consilium.v1.Receipt.$Properties|null);

                /** A run has ended. */
                runEnded?: (consilium.v1.RunEnded.$Properties|null);

                /** What a site receives next in a sum under masks. */
                sumTold?: (consilium.v1.SumTold.$Properties|null);

                /** What was made of a sum under masks. */
                sumPublished?: (consilium.v1.SumPublished.$Properties|null);

                /** Answer to a certificate request. */
                certificateIssued?: (consilium.v1.CertificateIssued.$Properties|null);

                /** The authorities of the consortium, after the welcome and whenever they change. */
                authorities?: (consilium.v1.Authorities.$Properties|null);

                /** What is being said. */
                message?: ("welcome"|"refused"|"task"|"evaluationRequest"|"attemptEnded"|"receipt"|"runEnded"|"sumTold"|"sumPublished"|"certificateIssued"|"authorities");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a CoordinatorMessage. */
            type $Shape = {
              welcome?: consilium.v1.Welcome.$Shape|null;
              refused?: consilium.v1.Problem.$Shape|null;
              task?: consilium.v1.Task.$Shape|null;
              evaluationRequest?: consilium.v1.EvaluationRequest.$Shape|null;
              attemptEnded?: consilium.v1.AttemptEnded.$Shape|null;
              receipt?: consilium.v1.Receipt.$Shape|null;
              runEnded?: consilium.v1.RunEnded.$Shape|null;
              sumTold?: consilium.v1.SumTold.$Shape|null;
              sumPublished?: consilium.v1.SumPublished.$Shape|null;
              certificateIssued?: consilium.v1.CertificateIssued.$Shape|null;
              authorities?: consilium.v1.Authorities.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ message?: undefined; welcome?: null; refused?: null; task?: null; evaluationRequest?: null; attemptEnded?: null; receipt?: null; runEnded?: null; sumTold?: null; sumPublished?: null; certificateIssued?: null; authorities?: null }|{ message?: "welcome"; welcome: consilium.v1.Welcome.$Shape; refused?: null; task?: null; evaluationRequest?: null; attemptEnded?: null; receipt?: null; runEnded?: null; sumTold?: null; sumPublished?: null; certificateIssued?: null; authorities?: null }|{ message?: "refused"; welcome?: null; refused: consilium.v1.Problem.$Shape; task?: null; evaluationRequest?: null; attemptEnded?: null; receipt?: null; runEnded?: null; sumTold?: null; sumPublished?: null; certificateIssued?: null; authorities?: null }|{ message?: "task"; welcome?: null; refused?: null; task: consilium.v1.Task.$Shape; evaluationRequest?: null; attemptEnded?: null; receipt?: null; runEnded?: null; sumTold?: null; sumPublished?: null; certificateIssued?: null; authorities?: null }|{ message?: "evaluationRequest"; welcome?: null; refused?: null; task?: null; evaluationRequest: consilium.v1.EvaluationRequest.$Shape; attemptEnded?: null; receipt?: null; runEnded?: null; sumTold?: null; sumPublished?: null; certificateIssued?: null; authorities?: null }|{ message?: "attemptEnded"; welcome?: null; refused?: null; task?: null; evaluationRequest?: null; attemptEnded: consilium.v1.AttemptEnded.$Shape; receipt?: null; runEnded?: null; sumTold?: null; sumPublished?: null; certificateIssued?: null; authorities?: null }|{ message?: "receipt"; welcome?: null; refused?: null; task?: null; evaluationRequest?: null; attemptEnded?: null; receipt: consilium.v1.Receipt.$Shape; runEnded?: null; sumTold?: null; sumPublished?: null; certificateIssued?: null; authorities?: null }|{ message?: "runEnded"; welcome?: null; refused?: null; task?: null; evaluationRequest?: null; attemptEnded?: null; receipt?: null; runEnded: consilium.v1.RunEnded.$Shape; sumTold?: null; sumPublished?: null; certificateIssued?: null; authorities?: null }|{ message?: "sumTold"; welcome?: null; refused?: null; task?: null; evaluationRequest?: null; attemptEnded?: null; receipt?: null; runEnded?: null; sumTold: consilium.v1.SumTold.$Shape; sumPublished?: null; certificateIssued?: null; authorities?: null }|{ message?: "sumPublished"; welcome?: null; refused?: null; task?: null; evaluationRequest?: null; attemptEnded?: null; receipt?: null; runEnded?: null; sumTold?: null; sumPublished: consilium.v1.SumPublished.$Shape; certificateIssued?: null; authorities?: null }|{ message?: "certificateIssued"; welcome?: null; refused?: null; task?: null; evaluationRequest?: null; attemptEnded?: null; receipt?: null; runEnded?: null; sumTold?: null; sumPublished?: null; certificateIssued: consilium.v1.CertificateIssued.$Shape; authorities?: null }|{ message?: "authorities"; welcome?: null; refused?: null; task?: null; evaluationRequest?: null; attemptEnded?: null; receipt?: null; runEnded?: null; sumTold?: null; sumPublished?: null; certificateIssued?: null; authorities: consilium.v1.Authorities.$Shape })
            );
        }

        /**
         * Properties of a Hello.
         * @deprecated Use consilium.v1.Hello.$Properties instead.
         */
        interface IHello extends consilium.v1.Hello.$Properties {
        }

        /** Who speaks, in which version. */
        class Hello {

            /**
             * Constructs a new Hello.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.Hello.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Version of the wire protocol. */
            protocol?: (consilium.v1.ProtocolVersion.$Properties|null);

            /** Version of the agent program, for people. */
            agentVersion: string;

            /** True when this agent's noise is seeded or absent: a coordinator accepts it for rehearsals only. */
            rehearsal: boolean;

            /** Clock of the site when it says this, in whole seconds since the Unix epoch. */
            timeSeconds: number;

            /**
             * The site's word on its own audit log: HMAC-SHA-256 of its newest checkpoint, under a key of 32 random bytes that stays at the site and is
             * used once. The coordinator writes it down; nobody can read it before the site shows key and checkpoint. Empty outside of sessions.
             */
            auditCommitment: Uint8Array;

            /** How many entries of the coordinator's audit log the checkpoint covers that the site keeps; 0 where it keeps none. */
            coordinatorLogSize: number;

            /** Which audit log of the site this is: 0 for its first one, one more for each that a person began after a damaged one. */
            auditLog: number;

            /**
             * Creates a new Hello instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Hello instance
             */
            static create(properties: consilium.v1.Hello.$Shape): consilium.v1.Hello & consilium.v1.Hello.$Shape;
            static create(properties?: consilium.v1.Hello.$Properties): consilium.v1.Hello;

            /**
             * Encodes the specified Hello message. Does not implicitly {@link consilium.v1.Hello.verify|verify} messages.
             * @param message Hello message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.Hello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Hello message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.Hello & consilium.v1.Hello.$Shape} Hello
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.Hello & consilium.v1.Hello.$Shape;
        }

        namespace Hello {

            /** Properties of a Hello. */
            interface $Properties {

                /** Version of the wire protocol. */
                protocol?: (consilium.v1.ProtocolVersion.$Properties|null);

                /** Version of the agent program, for people. */
                agentVersion?: (string|null);

                /** True when this agent's noise is seeded or absent: a coordinator accepts it for rehearsals only. */
                rehearsal?: (boolean|null);

                /** Clock of the site when it says this, in whole seconds since the Unix epoch. */
                timeSeconds?: (number|null);

                /**
                 * The site's word on its own audit log: HMAC-SHA-256 of its newest checkpoint, under a key of 32 random bytes that stays at the site and is
                 * used once. The coordinator writes it down; nobody can read it before the site shows key and checkpoint. Empty outside of sessions.
                 */
                auditCommitment?: (Uint8Array|null);

                /** How many entries of the coordinator's audit log the checkpoint covers that the site keeps; 0 where it keeps none. */
                coordinatorLogSize?: (number|null);

                /** Which audit log of the site this is: 0 for its first one, one more for each that a person began after a damaged one. */
                auditLog?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Hello. */
            type $Shape = consilium.v1.Hello.$Properties;
        }

        /**
         * Properties of a Welcome.
         * @deprecated Use consilium.v1.Welcome.$Properties instead.
         */
        interface IWelcome extends consilium.v1.Welcome.$Properties {
        }

        /** The coordinator's answer to Hello. */
        class Welcome {

            /**
             * Constructs a new Welcome.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.Welcome.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Version of the wire protocol. */
            protocol?: (consilium.v1.ProtocolVersion.$Properties|null);

            /** Version of the coordinator program, for people. */
            coordinatorVersion: string;

            /** Newest ledger head per data set for which the coordinator holds a receipt from this site. */
            ledgerHeads: consilium.v1.LedgerHead.$Properties[];

            /** Clock of the coordinator when it says this, in milliseconds since the Unix epoch. A site compares it with its own and uses it for nothing else. */
            timeMs: number;

            /** The coordinator's audit log as it stands; absent where there is none. */
            coordinatorLog?: (consilium.v1.LogShown.$Properties|null);

            /**
             * Creates a new Welcome instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Welcome instance
             */
            static create(properties: consilium.v1.Welcome.$Shape): consilium.v1.Welcome & consilium.v1.Welcome.$Shape;
            static create(properties?: consilium.v1.Welcome.$Properties): consilium.v1.Welcome;

            /**
             * Encodes the specified Welcome message. Does not implicitly {@link consilium.v1.Welcome.verify|verify} messages.
             * @param message Welcome message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.Welcome.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Welcome message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.Welcome & consilium.v1.Welcome.$Shape} Welcome
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.Welcome & consilium.v1.Welcome.$Shape;
        }

        namespace Welcome {

            /** Properties of a Welcome. */
            interface $Properties {

                /** Version of the wire protocol. */
                protocol?: (consilium.v1.ProtocolVersion.$Properties|null);

                /** Version of the coordinator program, for people. */
                coordinatorVersion?: (string|null);

                /** Newest ledger head per data set for which the coordinator holds a receipt from this site. */
                ledgerHeads?: (consilium.v1.LedgerHead.$Properties[]|null);

                /** Clock of the coordinator when it says this, in milliseconds since the Unix epoch. A site compares it with its own and uses it for nothing else. */
                timeMs?: (number|null);

                /** The coordinator's audit log as it stands; absent where there is none. */
                coordinatorLog?: (consilium.v1.LogShown.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Welcome. */
            type $Shape = consilium.v1.Welcome.$Properties;
        }

        /**
         * Properties of a LogShown.
         * @deprecated Use consilium.v1.LogShown.$Properties instead.
         */
        interface ILogShown extends consilium.v1.LogShown.$Properties {
        }

        /** An audit log, as the other side keeps it. */
        class LogShown {

            /**
             * Constructs a new LogShown.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.LogShown.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** The key that signs it (C2SP verifier key). */
            verifierKey: string;

            /** Its newest checkpoint (C2SP signed note). */
            checkpoint: string;

            /** That it continues the log of as many entries as Hello named (RFC 6962, section 2.1.2), 32 bytes each. */
            proof: Uint8Array[];

            /** Place of the entry about this greeting, counted from 1; 0 where it was left out, as beyond 20 an hour. */
            entry: number;

            /** That entry, a line of canonical JSON with the commitment of Hello. */
            line: string;

            /** That it is in the log of the checkpoint (RFC 6962, section 2.1.1), 32 bytes each. */
            inclusion: Uint8Array[];

            /**
             * Creates a new LogShown instance using the specified properties.
             * @param [properties] Properties to set
             * @returns LogShown instance
             */
            static create(properties: consilium.v1.LogShown.$Shape): consilium.v1.LogShown & consilium.v1.LogShown.$Shape;
            static create(properties?: consilium.v1.LogShown.$Properties): consilium.v1.LogShown;

            /**
             * Encodes the specified LogShown message. Does not implicitly {@link consilium.v1.LogShown.verify|verify} messages.
             * @param message LogShown message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.LogShown.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LogShown message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.LogShown & consilium.v1.LogShown.$Shape} LogShown
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.LogShown & consilium.v1.LogShown.$Shape;
        }

        namespace LogShown {

            /** Properties of a LogShown. */
            interface $Properties {

                /** The key that signs it (C2SP verifier key). */
                verifierKey?: (string|null);

                /** Its newest checkpoint (C2SP signed note). */
                checkpoint?: (string|null);

                /** That it continues the log of as many entries as Hello named (RFC 6962, section 2.1.2), 32 bytes each. */
                proof?: (Uint8Array[]|null);

                /** Place of the entry about this greeting, counted from 1; 0 where it was left out, as beyond 20 an hour. */
                entry?: (number|null);

                /** That entry, a line of canonical JSON with the commitment of Hello. */
                line?: (string|null);

                /** That it is in the log of the checkpoint (RFC 6962, section 2.1.1), 32 bytes each. */
                inclusion?: (Uint8Array[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LogShown. */
            type $Shape = consilium.v1.LogShown.$Properties;
        }

        /**
         * Properties of a CertificateRequest.
         * @deprecated Use consilium.v1.CertificateRequest.$Properties instead.
         */
        interface ICertificateRequest extends consilium.v1.CertificateRequest.$Properties {
        }

        /**
         * Asks for a certificate that follows the one which opened this session. The session, of which a site has one, is the proof of the old key; the
         * request is signed by the new one.
         */
        class CertificateRequest {

            /**
             * Constructs a new CertificateRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.CertificateRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Certificate request (PKCS#10, PEM) of the key that is to follow, or of the same one. */
            requestPem: string;

            /**
             * Creates a new CertificateRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns CertificateRequest instance
             */
            static create(properties: consilium.v1.CertificateRequest.$Shape): consilium.v1.CertificateRequest & consilium.v1.CertificateRequest.$Shape;
            static create(properties?: consilium.v1.CertificateRequest.$Properties): consilium.v1.CertificateRequest;

            /**
             * Encodes the specified CertificateRequest message. Does not implicitly {@link consilium.v1.CertificateRequest.verify|verify} messages.
             * @param message CertificateRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.CertificateRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CertificateRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.CertificateRequest & consilium.v1.CertificateRequest.$Shape} CertificateRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.CertificateRequest & consilium.v1.CertificateRequest.$Shape;
        }

        namespace CertificateRequest {

            /** Properties of a CertificateRequest. */
            interface $Properties {

                /** Certificate request (PKCS#10, PEM) of the key that is to follow, or of the same one. */
                requestPem?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CertificateRequest. */
            type $Shape = consilium.v1.CertificateRequest.$Properties;
        }

        /**
         * Properties of a CertificateIssued.
         * @deprecated Use consilium.v1.CertificateIssued.$Properties instead.
         */
        interface ICertificateIssued extends consilium.v1.CertificateIssued.$Properties {
        }

        /** What became of a certificate request. The old certificate and key go on until a session was opened with the new ones. */
        class CertificateIssued {

            /**
             * Constructs a new CertificateIssued.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.CertificateIssued.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Certificate of the site for that key, PEM; empty when refused. */
            certificatePem: string;

            /** Why there is none. */
            problem?: (consilium.v1.Problem.$Properties|null);

            /**
             * Creates a new CertificateIssued instance using the specified properties.
             * @param [properties] Properties to set
             * @returns CertificateIssued instance
             */
            static create(properties: consilium.v1.CertificateIssued.$Shape): consilium.v1.CertificateIssued & consilium.v1.CertificateIssued.$Shape;
            static create(properties?: consilium.v1.CertificateIssued.$Properties): consilium.v1.CertificateIssued;

            /**
             * Encodes the specified CertificateIssued message. Does not implicitly {@link consilium.v1.CertificateIssued.verify|verify} messages.
             * @param message CertificateIssued message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.CertificateIssued.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CertificateIssued message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.CertificateIssued & consilium.v1.CertificateIssued.$Shape} CertificateIssued
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.CertificateIssued & consilium.v1.CertificateIssued.$Shape;
        }

        namespace CertificateIssued {

            /** Properties of a CertificateIssued. */
            interface $Properties {

                /** Certificate of the site for that key, PEM; empty when refused. */
                certificatePem?: (string|null);

                /** Why there is none. */
                problem?: (consilium.v1.Problem.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CertificateIssued. */
            type $Shape = consilium.v1.CertificateIssued.$Properties;
        }

        /**
         * Properties of an Authorities.
         * @deprecated Use consilium.v1.Authorities.$Properties instead.
         */
        interface IAuthorities extends consilium.v1.Authorities.$Properties {
        }

        /** Who issues certificates of the consortium. */
        class Authorities {

            /**
             * Constructs a new Authorities.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.Authorities.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Certificates of the authorities, PEM, newest first; while one follows another, also the change, signed by both (lib/trust). */
            pem: string;

            /**
             * Creates a new Authorities instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Authorities instance
             */
            static create(properties: consilium.v1.Authorities.$Shape): consilium.v1.Authorities & consilium.v1.Authorities.$Shape;
            static create(properties?: consilium.v1.Authorities.$Properties): consilium.v1.Authorities;

            /**
             * Encodes the specified Authorities message. Does not implicitly {@link consilium.v1.Authorities.verify|verify} messages.
             * @param message Authorities message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.Authorities.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Authorities message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.Authorities & consilium.v1.Authorities.$Shape} Authorities
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.Authorities & consilium.v1.Authorities.$Shape;
        }

        namespace Authorities {

            /** Properties of an Authorities. */
            interface $Properties {

                /** Certificates of the authorities, PEM, newest first; while one follows another, also the change, signed by both (lib/trust). */
                pem?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Authorities. */
            type $Shape = consilium.v1.Authorities.$Properties;
        }

        /**
         * Properties of a LedgerHead.
         * @deprecated Use consilium.v1.LedgerHead.$Properties instead.
         */
        interface ILedgerHead extends consilium.v1.LedgerHead.$Properties {
        }

        /** Where a site's ledger stood when an update was made. */
        class LedgerHead {

            /**
             * Constructs a new LedgerHead.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.LedgerHead.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Data set that the ledger is about. */
            dataset: string;

            /** Sequence number of the last entry. */
            sequence: number;

            /** SHA-256 of the last entry, hex. */
            hash: string;

            /** The site's own proof that it reported this, 64 hex digits; kept and shown again as it came. A coordinator cannot check it, nor make one. */
            mac: string;

            /**
             * Creates a new LedgerHead instance using the specified properties.
             * @param [properties] Properties to set
             * @returns LedgerHead instance
             */
            static create(properties: consilium.v1.LedgerHead.$Shape): consilium.v1.LedgerHead & consilium.v1.LedgerHead.$Shape;
            static create(properties?: consilium.v1.LedgerHead.$Properties): consilium.v1.LedgerHead;

            /**
             * Encodes the specified LedgerHead message. Does not implicitly {@link consilium.v1.LedgerHead.verify|verify} messages.
             * @param message LedgerHead message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.LedgerHead.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LedgerHead message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.LedgerHead & consilium.v1.LedgerHead.$Shape} LedgerHead
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.LedgerHead & consilium.v1.LedgerHead.$Shape;
        }

        namespace LedgerHead {

            /** Properties of a LedgerHead. */
            interface $Properties {

                /** Data set that the ledger is about. */
                dataset?: (string|null);

                /** Sequence number of the last entry. */
                sequence?: (number|null);

                /** SHA-256 of the last entry, hex. */
                hash?: (string|null);

                /** The site's own proof that it reported this, 64 hex digits; kept and shown again as it came. A coordinator cannot check it, nor make one. */
                mac?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LedgerHead. */
            type $Shape = consilium.v1.LedgerHead.$Properties;
        }

        /**
         * Properties of a Task.
         * @deprecated Use consilium.v1.Task.$Properties instead.
         */
        interface ITask extends consilium.v1.Task.$Properties {
        }

        /** One round, as offered to one site. */
        class Task {

            /**
             * Constructs a new Task.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.Task.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Which attempt. */
            key?: (consilium.v1.AttemptKey.$Properties|null);

            /** Study that the run belongs to. */
            study: string;

            /** SHA-256 of the plan's canonical JSON, hex; fetched with GetBlob. All privacy parameters follow from the plan. */
            planHash: string;

            /** SHA-256 of the model that this round starts from, hex; little-endian float32 in manifest order. */
            baseHash: string;

            /** Length of that model in bytes. */
            baseBytes: number;

            /** The tensors of the model, in order; must equal what the plan says. */
            manifest: consilium.v1.Tensor.$Properties[];

            /** Sites asked to take part; of a sum under masks, in the order of the roster. */
            participants: string[];

            /** When the attempt closes, in milliseconds since the Unix epoch. */
            deadlineMs: number;

            /** Set where updates are summed under masks: what binds them, beside this task. Absent where a site sends its own noised update. */
            maskedSum?: (consilium.v1.MaskedSum.$Properties|null);

            /** The model, where it is short: it need not be fetched. Empty otherwise, and sometimes where it is short too. */
            base: Uint8Array;

            /**
             * Creates a new Task instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Task instance
             */
            static create(properties: consilium.v1.Task.$Shape): consilium.v1.Task & consilium.v1.Task.$Shape;
            static create(properties?: consilium.v1.Task.$Properties): consilium.v1.Task;

            /**
             * Encodes the specified Task message. Does not implicitly {@link consilium.v1.Task.verify|verify} messages.
             * @param message Task message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.Task.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Task message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.Task & consilium.v1.Task.$Shape} Task
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.Task & consilium.v1.Task.$Shape;
        }

        namespace Task {

            /** Properties of a Task. */
            interface $Properties {

                /** Which attempt. */
                key?: (consilium.v1.AttemptKey.$Properties|null);

                /** Study that the run belongs to. */
                study?: (string|null);

                /** SHA-256 of the plan's canonical JSON, hex; fetched with GetBlob. All privacy parameters follow from the plan. */
                planHash?: (string|null);

                /** SHA-256 of the model that this round starts from, hex; little-endian float32 in manifest order. */
                baseHash?: (string|null);

                /** Length of that model in bytes. */
                baseBytes?: (number|null);

                /** The tensors of the model, in order; must equal what the plan says. */
                manifest?: (consilium.v1.Tensor.$Properties[]|null);

                /** Sites asked to take part; of a sum under masks, in the order of the roster. */
                participants?: (string[]|null);

                /** When the attempt closes, in milliseconds since the Unix epoch. */
                deadlineMs?: (number|null);

                /** Set where updates are summed under masks: what binds them, beside this task. Absent where a site sends its own noised update. */
                maskedSum?: (consilium.v1.MaskedSum.$Properties|null);

                /** The model, where it is short: it need not be fetched. Empty otherwise, and sometimes where it is short too. */
                base?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Task. */
            type $Shape = consilium.v1.Task.$Properties;
        }

        /**
         * Properties of a MaskedSum.
         * @deprecated Use consilium.v1.MaskedSum.$Properties instead.
         */
        interface IMaskedSum extends consilium.v1.MaskedSum.$Properties {
        }

        /** A sum under masks, as far as its task does not say it already (lib/secure-sum, docs/proofs/masked-sum.md). */
        class MaskedSum {

            /**
             * Constructs a new MaskedSum.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.MaskedSum.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SHA-256 of the consortium's roster, hex; a site takes part only under the roster that it has accepted. */
            rosterHash: string;

            /** SHA-256 of the transcript of the last sum of the run, hex; zeros before the first. */
            parent: string;

            /** Length of that transcript in bytes; fetched with GetBlob by a site that has not seen it. */
            parentBytes: number;

            /** Words of sites that have signed that transcript, for a site that has not: it may have missed rounds before. */
            parentWords: Uint8Array[];

            /**
             * Creates a new MaskedSum instance using the specified properties.
             * @param [properties] Properties to set
             * @returns MaskedSum instance
             */
            static create(properties: consilium.v1.MaskedSum.$Shape): consilium.v1.MaskedSum & consilium.v1.MaskedSum.$Shape;
            static create(properties?: consilium.v1.MaskedSum.$Properties): consilium.v1.MaskedSum;

            /**
             * Encodes the specified MaskedSum message. Does not implicitly {@link consilium.v1.MaskedSum.verify|verify} messages.
             * @param message MaskedSum message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.MaskedSum.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MaskedSum message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.MaskedSum & consilium.v1.MaskedSum.$Shape} MaskedSum
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.MaskedSum & consilium.v1.MaskedSum.$Shape;
        }

        namespace MaskedSum {

            /** Properties of a MaskedSum. */
            interface $Properties {

                /** SHA-256 of the consortium's roster, hex; a site takes part only under the roster that it has accepted. */
                rosterHash?: (string|null);

                /** SHA-256 of the transcript of the last sum of the run, hex; zeros before the first. */
                parent?: (string|null);

                /** Length of that transcript in bytes; fetched with GetBlob by a site that has not seen it. */
                parentBytes?: (number|null);

                /** Words of sites that have signed that transcript, for a site that has not: it may have missed rounds before. */
                parentWords?: (Uint8Array[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MaskedSum. */
            type $Shape = consilium.v1.MaskedSum.$Properties;
        }

        /**
         * Properties of a TaskAnswer.
         * @deprecated Use consilium.v1.TaskAnswer.$Properties instead.
         */
        interface ITaskAnswer extends consilium.v1.TaskAnswer.$Properties {
        }

        /** Whether a site takes part. */
        class TaskAnswer {

            /**
             * Constructs a new TaskAnswer.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.TaskAnswer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Which attempt. */
            key?: (consilium.v1.AttemptKey.$Properties|null);

            /** Empty when the site takes part; else why not. */
            refusal?: (consilium.v1.Problem.$Properties|null);

            /** The site's first message of a sum under masks: its keys for this attempt, signed. */
            sumMessage: Uint8Array;

            /** Where the site has just checked the transcript before this sum: its signature under it, as bytes of lib/secure-sum. */
            parentWord: Uint8Array;

            /**
             * Creates a new TaskAnswer instance using the specified properties.
             * @param [properties] Properties to set
             * @returns TaskAnswer instance
             */
            static create(properties: consilium.v1.TaskAnswer.$Shape): consilium.v1.TaskAnswer & consilium.v1.TaskAnswer.$Shape;
            static create(properties?: consilium.v1.TaskAnswer.$Properties): consilium.v1.TaskAnswer;

            /**
             * Encodes the specified TaskAnswer message. Does not implicitly {@link consilium.v1.TaskAnswer.verify|verify} messages.
             * @param message TaskAnswer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.TaskAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TaskAnswer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.TaskAnswer & consilium.v1.TaskAnswer.$Shape} TaskAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.TaskAnswer & consilium.v1.TaskAnswer.$Shape;
        }

        namespace TaskAnswer {

            /** Properties of a TaskAnswer. */
            interface $Properties {

                /** Which attempt. */
                key?: (consilium.v1.AttemptKey.$Properties|null);

                /** Empty when the site takes part; else why not. */
                refusal?: (consilium.v1.Problem.$Properties|null);

                /** The site's first message of a sum under masks: its keys for this attempt, signed. */
                sumMessage?: (Uint8Array|null);

                /** Where the site has just checked the transcript before this sum: its signature under it, as bytes of lib/secure-sum. */
                parentWord?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TaskAnswer. */
            type $Shape = consilium.v1.TaskAnswer.$Properties;
        }

        /**
         * Properties of a SumSaid.
         * @deprecated Use consilium.v1.SumSaid.$Properties instead.
         */
        interface ISumSaid extends consilium.v1.SumSaid.$Properties {
        }

        /** A message of a site in a sum under masks: a signed one of lib/secure-sum, as bytes. The coordinator repeats what it answers until it has come. */
        class SumSaid {

            /**
             * Constructs a new SumSaid.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.SumSaid.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Which attempt. */
            key?: (consilium.v1.AttemptKey.$Properties|null);

            /** The message. */
            message: Uint8Array;

            /** With the keys of a sum of scores, where the site has just checked the transcript before it: its signature under it. */
            parentWord: Uint8Array;

            /**
             * Creates a new SumSaid instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SumSaid instance
             */
            static create(properties: consilium.v1.SumSaid.$Shape): consilium.v1.SumSaid & consilium.v1.SumSaid.$Shape;
            static create(properties?: consilium.v1.SumSaid.$Properties): consilium.v1.SumSaid;

            /**
             * Encodes the specified SumSaid message. Does not implicitly {@link consilium.v1.SumSaid.verify|verify} messages.
             * @param message SumSaid message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.SumSaid.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SumSaid message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.SumSaid & consilium.v1.SumSaid.$Shape} SumSaid
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.SumSaid & consilium.v1.SumSaid.$Shape;
        }

        namespace SumSaid {

            /** Properties of a SumSaid. */
            interface $Properties {

                /** Which attempt. */
                key?: (consilium.v1.AttemptKey.$Properties|null);

                /** The message. */
                message?: (Uint8Array|null);

                /** With the keys of a sum of scores, where the site has just checked the transcript before it: its signature under it. */
                parentWord?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SumSaid. */
            type $Shape = consilium.v1.SumSaid.$Properties;
        }

        /**
         * Properties of a SumTold.
         * @deprecated Use consilium.v1.SumTold.$Properties instead.
         */
        interface ISumTold extends consilium.v1.SumTold.$Properties {
        }

        /** What the coordinator passes on in a sum under masks: messages of other sites, signed by them. */
        class SumTold {

            /**
             * Constructs a new SumTold.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.SumTold.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Which attempt. */
            key?: (consilium.v1.AttemptKey.$Properties|null);

            /** The event, as bytes of lib/secure-sum. */
            event: Uint8Array;

            /**
             * Creates a new SumTold instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SumTold instance
             */
            static create(properties: consilium.v1.SumTold.$Shape): consilium.v1.SumTold & consilium.v1.SumTold.$Shape;
            static create(properties?: consilium.v1.SumTold.$Properties): consilium.v1.SumTold;

            /**
             * Encodes the specified SumTold message. Does not implicitly {@link consilium.v1.SumTold.verify|verify} messages.
             * @param message SumTold message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.SumTold.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SumTold message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.SumTold & consilium.v1.SumTold.$Shape} SumTold
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.SumTold & consilium.v1.SumTold.$Shape;
        }

        namespace SumTold {

            /** Properties of a SumTold. */
            interface $Properties {

                /** Which attempt. */
                key?: (consilium.v1.AttemptKey.$Properties|null);

                /** The event, as bytes of lib/secure-sum. */
                event?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SumTold. */
            type $Shape = consilium.v1.SumTold.$Properties;
        }

        /**
         * Properties of a SumPublished.
         * @deprecated Use consilium.v1.SumPublished.$Properties instead.
         */
        interface ISumPublished extends consilium.v1.SumPublished.$Properties {
        }

        /** A sum under masks has become a model. The site makes the same model of the sum and signs, or goes on no further in this run. */
        class SumPublished {

            /**
             * Constructs a new SumPublished.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.SumPublished.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Which attempt made the model. */
            key?: (consilium.v1.AttemptKey.$Properties|null);

            /** Study that the run belongs to. */
            study: string;

            /** SHA-256 of the plan's canonical JSON, hex. */
            planHash: string;

            /** SHA-256 of the transcript, hex; fetched with GetBlob, as is what it names: the sum, the model before and what the strategy remembered. */
            transcriptHash: string;

            /** Length of the transcript in bytes. */
            transcriptBytes: number;

            /** Some of that content, where it is short: what is here need not be fetched. Known by its hash, in any order. */
            contents: Uint8Array[];

            /**
             * Creates a new SumPublished instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SumPublished instance
             */
            static create(properties: consilium.v1.SumPublished.$Shape): consilium.v1.SumPublished & consilium.v1.SumPublished.$Shape;
            static create(properties?: consilium.v1.SumPublished.$Properties): consilium.v1.SumPublished;

            /**
             * Encodes the specified SumPublished message. Does not implicitly {@link consilium.v1.SumPublished.verify|verify} messages.
             * @param message SumPublished message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.SumPublished.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SumPublished message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.SumPublished & consilium.v1.SumPublished.$Shape} SumPublished
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.SumPublished & consilium.v1.SumPublished.$Shape;
        }

        namespace SumPublished {

            /** Properties of a SumPublished. */
            interface $Properties {

                /** Which attempt made the model. */
                key?: (consilium.v1.AttemptKey.$Properties|null);

                /** Study that the run belongs to. */
                study?: (string|null);

                /** SHA-256 of the plan's canonical JSON, hex. */
                planHash?: (string|null);

                /** SHA-256 of the transcript, hex; fetched with GetBlob, as is what it names: the sum, the model before and what the strategy remembered. */
                transcriptHash?: (string|null);

                /** Length of the transcript in bytes. */
                transcriptBytes?: (number|null);

                /** Some of that content, where it is short: what is here need not be fetched. Known by its hash, in any order. */
                contents?: (Uint8Array[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SumPublished. */
            type $Shape = consilium.v1.SumPublished.$Properties;
        }

        /**
         * Properties of a TranscriptSigned.
         * @deprecated Use consilium.v1.TranscriptSigned.$Properties instead.
         */
        interface ITranscriptSigned extends consilium.v1.TranscriptSigned.$Properties {
        }

        /** A site's word for the transcript of a sum, kept with it. */
        class TranscriptSigned {

            /**
             * Constructs a new TranscriptSigned.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.TranscriptSigned.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Which attempt made the model. */
            key?: (consilium.v1.AttemptKey.$Properties|null);

            /** The signature, as bytes of lib/secure-sum. */
            word: Uint8Array;

            /**
             * Creates a new TranscriptSigned instance using the specified properties.
             * @param [properties] Properties to set
             * @returns TranscriptSigned instance
             */
            static create(properties: consilium.v1.TranscriptSigned.$Shape): consilium.v1.TranscriptSigned & consilium.v1.TranscriptSigned.$Shape;
            static create(properties?: consilium.v1.TranscriptSigned.$Properties): consilium.v1.TranscriptSigned;

            /**
             * Encodes the specified TranscriptSigned message. Does not implicitly {@link consilium.v1.TranscriptSigned.verify|verify} messages.
             * @param message TranscriptSigned message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.TranscriptSigned.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TranscriptSigned message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.TranscriptSigned & consilium.v1.TranscriptSigned.$Shape} TranscriptSigned
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.TranscriptSigned & consilium.v1.TranscriptSigned.$Shape;
        }

        namespace TranscriptSigned {

            /** Properties of a TranscriptSigned. */
            interface $Properties {

                /** Which attempt made the model. */
                key?: (consilium.v1.AttemptKey.$Properties|null);

                /** The signature, as bytes of lib/secure-sum. */
                word?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TranscriptSigned. */
            type $Shape = consilium.v1.TranscriptSigned.$Properties;
        }

        /**
         * Properties of a TaskFailed.
         * @deprecated Use consilium.v1.TaskFailed.$Properties instead.
         */
        interface ITaskFailed extends consilium.v1.TaskFailed.$Properties {
        }

        /** A site that accepted cannot deliver. */
        class TaskFailed {

            /**
             * Constructs a new TaskFailed.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.TaskFailed.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Which attempt. */
            key?: (consilium.v1.AttemptKey.$Properties|null);

            /** Why. */
            problem?: (consilium.v1.Problem.$Properties|null);

            /**
             * Creates a new TaskFailed instance using the specified properties.
             * @param [properties] Properties to set
             * @returns TaskFailed instance
             */
            static create(properties: consilium.v1.TaskFailed.$Shape): consilium.v1.TaskFailed & consilium.v1.TaskFailed.$Shape;
            static create(properties?: consilium.v1.TaskFailed.$Properties): consilium.v1.TaskFailed;

            /**
             * Encodes the specified TaskFailed message. Does not implicitly {@link consilium.v1.TaskFailed.verify|verify} messages.
             * @param message TaskFailed message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.TaskFailed.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TaskFailed message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.TaskFailed & consilium.v1.TaskFailed.$Shape} TaskFailed
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.TaskFailed & consilium.v1.TaskFailed.$Shape;
        }

        namespace TaskFailed {

            /** Properties of a TaskFailed. */
            interface $Properties {

                /** Which attempt. */
                key?: (consilium.v1.AttemptKey.$Properties|null);

                /** Why. */
                problem?: (consilium.v1.Problem.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TaskFailed. */
            type $Shape = consilium.v1.TaskFailed.$Properties;
        }

        /**
         * Properties of an EvaluationRequest.
         * @deprecated Use consilium.v1.EvaluationRequest.$Properties instead.
         */
        interface IEvaluationRequest extends consilium.v1.EvaluationRequest.$Properties {
        }

        /** Asks a site to score the model of a round on its held-out patients, once. The scores come by PutUpdate, under the same key. */
        class EvaluationRequest {

            /**
             * Constructs a new EvaluationRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.EvaluationRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Run, round and attempt that made the model, with the kind evaluation. A site answers only for attempts that it trained in. */
            key?: (consilium.v1.AttemptKey.$Properties|null);

            /** Study that the run belongs to. */
            study: string;

            /** SHA-256 of the plan's canonical JSON, hex. */
            planHash: string;

            /** SHA-256 of the model, hex. */
            modelHash: string;

            /** Length of the model in bytes. */
            modelBytes: number;

            /** When the coordinator stops waiting, in milliseconds since the Unix epoch. */
            deadlineMs: number;

            /** Set where scores are summed under masks: the site answers with its keys (SumSaid), and the scores come when the sum asks for them. */
            maskedSum?: (consilium.v1.MaskedSum.$Properties|null);

            /** Sites asked, of a sum under masks, in the order of the roster; empty otherwise. */
            participants: string[];

            /**
             * Creates a new EvaluationRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns EvaluationRequest instance
             */
            static create(properties: consilium.v1.EvaluationRequest.$Shape): consilium.v1.EvaluationRequest & consilium.v1.EvaluationRequest.$Shape;
            static create(properties?: consilium.v1.EvaluationRequest.$Properties): consilium.v1.EvaluationRequest;

            /**
             * Encodes the specified EvaluationRequest message. Does not implicitly {@link consilium.v1.EvaluationRequest.verify|verify} messages.
             * @param message EvaluationRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.EvaluationRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an EvaluationRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.EvaluationRequest & consilium.v1.EvaluationRequest.$Shape} EvaluationRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.EvaluationRequest & consilium.v1.EvaluationRequest.$Shape;
        }

        namespace EvaluationRequest {

            /** Properties of an EvaluationRequest. */
            interface $Properties {

                /** Run, round and attempt that made the model, with the kind evaluation. A site answers only for attempts that it trained in. */
                key?: (consilium.v1.AttemptKey.$Properties|null);

                /** Study that the run belongs to. */
                study?: (string|null);

                /** SHA-256 of the plan's canonical JSON, hex. */
                planHash?: (string|null);

                /** SHA-256 of the model, hex. */
                modelHash?: (string|null);

                /** Length of the model in bytes. */
                modelBytes?: (number|null);

                /** When the coordinator stops waiting, in milliseconds since the Unix epoch. */
                deadlineMs?: (number|null);

                /** Set where scores are summed under masks: the site answers with its keys (SumSaid), and the scores come when the sum asks for them. */
                maskedSum?: (consilium.v1.MaskedSum.$Properties|null);

                /** Sites asked, of a sum under masks, in the order of the roster; empty otherwise. */
                participants?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an EvaluationRequest. */
            type $Shape = consilium.v1.EvaluationRequest.$Properties;
        }

        /**
         * Properties of an EvaluationDeclined.
         * @deprecated Use consilium.v1.EvaluationDeclined.$Properties instead.
         */
        interface IEvaluationDeclined extends consilium.v1.EvaluationDeclined.$Properties {
        }

        /** A site sends no scores of a model, which is not the same as zero. */
        class EvaluationDeclined {

            /**
             * Constructs a new EvaluationDeclined.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.EvaluationDeclined.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Which evaluation. */
            key?: (consilium.v1.AttemptKey.$Properties|null);

            /** Why. */
            problem?: (consilium.v1.Problem.$Properties|null);

            /**
             * Creates a new EvaluationDeclined instance using the specified properties.
             * @param [properties] Properties to set
             * @returns EvaluationDeclined instance
             */
            static create(properties: consilium.v1.EvaluationDeclined.$Shape): consilium.v1.EvaluationDeclined & consilium.v1.EvaluationDeclined.$Shape;
            static create(properties?: consilium.v1.EvaluationDeclined.$Properties): consilium.v1.EvaluationDeclined;

            /**
             * Encodes the specified EvaluationDeclined message. Does not implicitly {@link consilium.v1.EvaluationDeclined.verify|verify} messages.
             * @param message EvaluationDeclined message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.EvaluationDeclined.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an EvaluationDeclined message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.EvaluationDeclined & consilium.v1.EvaluationDeclined.$Shape} EvaluationDeclined
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.EvaluationDeclined & consilium.v1.EvaluationDeclined.$Shape;
        }

        namespace EvaluationDeclined {

            /** Properties of an EvaluationDeclined. */
            interface $Properties {

                /** Which evaluation. */
                key?: (consilium.v1.AttemptKey.$Properties|null);

                /** Why. */
                problem?: (consilium.v1.Problem.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an EvaluationDeclined. */
            type $Shape = consilium.v1.EvaluationDeclined.$Properties;
        }

        /**
         * Properties of an AttemptEnded.
         * @deprecated Use consilium.v1.AttemptEnded.$Properties instead.
         */
        interface IAttemptEnded extends consilium.v1.AttemptEnded.$Properties {
        }

        /** An attempt has ended, or its evaluation. */
        class AttemptEnded {

            /**
             * Constructs a new AttemptEnded.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.AttemptEnded.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Which attempt, and which work on it. */
            key?: (consilium.v1.AttemptKey.$Properties|null);

            /** True when the attempt made a new model; false when it will be tried again or was given up. */
            closed: boolean;

            /**
             * Creates a new AttemptEnded instance using the specified properties.
             * @param [properties] Properties to set
             * @returns AttemptEnded instance
             */
            static create(properties: consilium.v1.AttemptEnded.$Shape): consilium.v1.AttemptEnded & consilium.v1.AttemptEnded.$Shape;
            static create(properties?: consilium.v1.AttemptEnded.$Properties): consilium.v1.AttemptEnded;

            /**
             * Encodes the specified AttemptEnded message. Does not implicitly {@link consilium.v1.AttemptEnded.verify|verify} messages.
             * @param message AttemptEnded message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.AttemptEnded.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AttemptEnded message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.AttemptEnded & consilium.v1.AttemptEnded.$Shape} AttemptEnded
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.AttemptEnded & consilium.v1.AttemptEnded.$Shape;
        }

        namespace AttemptEnded {

            /** Properties of an AttemptEnded. */
            interface $Properties {

                /** Which attempt, and which work on it. */
                key?: (consilium.v1.AttemptKey.$Properties|null);

                /** True when the attempt made a new model; false when it will be tried again or was given up. */
                closed?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AttemptEnded. */
            type $Shape = consilium.v1.AttemptEnded.$Properties;
        }

        /**
         * Properties of a Receipt.
         * @deprecated Use consilium.v1.Receipt.$Properties instead.
         */
        interface IReceipt extends consilium.v1.Receipt.$Properties {
        }

        /** The coordinator's word that an update was counted. Sites keep it. */
        class Receipt {

            /**
             * Constructs a new Receipt.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.Receipt.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Which attempt. */
            key?: (consilium.v1.AttemptKey.$Properties|null);

            /** SHA-256 of the update, hex. */
            updateHash: string;

            /**
             * Creates a new Receipt instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Receipt instance
             */
            static create(properties: consilium.v1.Receipt.$Shape): consilium.v1.Receipt & consilium.v1.Receipt.$Shape;
            static create(properties?: consilium.v1.Receipt.$Properties): consilium.v1.Receipt;

            /**
             * Encodes the specified Receipt message. Does not implicitly {@link consilium.v1.Receipt.verify|verify} messages.
             * @param message Receipt message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.Receipt.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Receipt message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.Receipt & consilium.v1.Receipt.$Shape} Receipt
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.Receipt & consilium.v1.Receipt.$Shape;
        }

        namespace Receipt {

            /** Properties of a Receipt. */
            interface $Properties {

                /** Which attempt. */
                key?: (consilium.v1.AttemptKey.$Properties|null);

                /** SHA-256 of the update, hex. */
                updateHash?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Receipt. */
            type $Shape = consilium.v1.Receipt.$Properties;
        }

        /**
         * Properties of a RunEnded.
         * @deprecated Use consilium.v1.RunEnded.$Properties instead.
         */
        interface IRunEnded extends consilium.v1.RunEnded.$Properties {
        }

        /** A run has ended. */
        class RunEnded {

            /**
             * Constructs a new RunEnded.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.RunEnded.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Run identifier. */
            run: string;

            /** Empty when all rounds were made; else why the run ended early. */
            problem?: (consilium.v1.Problem.$Properties|null);

            /**
             * Creates a new RunEnded instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RunEnded instance
             */
            static create(properties: consilium.v1.RunEnded.$Shape): consilium.v1.RunEnded & consilium.v1.RunEnded.$Shape;
            static create(properties?: consilium.v1.RunEnded.$Properties): consilium.v1.RunEnded;

            /**
             * Encodes the specified RunEnded message. Does not implicitly {@link consilium.v1.RunEnded.verify|verify} messages.
             * @param message RunEnded message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.RunEnded.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RunEnded message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.RunEnded & consilium.v1.RunEnded.$Shape} RunEnded
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.RunEnded & consilium.v1.RunEnded.$Shape;
        }

        namespace RunEnded {

            /** Properties of a RunEnded. */
            interface $Properties {

                /** Run identifier. */
                run?: (string|null);

                /** Empty when all rounds were made; else why the run ended early. */
                problem?: (consilium.v1.Problem.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RunEnded. */
            type $Shape = consilium.v1.RunEnded.$Properties;
        }

        /**
         * Properties of a ListPlansRequest.
         * @deprecated Use consilium.v1.ListPlansRequest.$Properties instead.
         */
        interface IListPlansRequest extends consilium.v1.ListPlansRequest.$Properties {
        }

        /** Nothing to say yet. */
        class ListPlansRequest {

            /**
             * Constructs a new ListPlansRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ListPlansRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Creates a new ListPlansRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListPlansRequest instance
             */
            static create(properties: consilium.v1.ListPlansRequest.$Shape): consilium.v1.ListPlansRequest & consilium.v1.ListPlansRequest.$Shape;
            static create(properties?: consilium.v1.ListPlansRequest.$Properties): consilium.v1.ListPlansRequest;

            /**
             * Encodes the specified ListPlansRequest message. Does not implicitly {@link consilium.v1.ListPlansRequest.verify|verify} messages.
             * @param message ListPlansRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ListPlansRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListPlansRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ListPlansRequest & consilium.v1.ListPlansRequest.$Shape} ListPlansRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ListPlansRequest & consilium.v1.ListPlansRequest.$Shape;
        }

        namespace ListPlansRequest {

            /** Properties of a ListPlansRequest. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListPlansRequest. */
            type $Shape = consilium.v1.ListPlansRequest.$Properties;
        }

        /**
         * Properties of a ListPlansResponse.
         * @deprecated Use consilium.v1.ListPlansResponse.$Properties instead.
         */
        interface IListPlansResponse extends consilium.v1.ListPlansResponse.$Properties {
        }

        /** Plans of studies that name the site. */
        class ListPlansResponse {

            /**
             * Constructs a new ListPlansResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ListPlansResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Newest first. */
            plans: consilium.v1.OfferedPlan.$Properties[];

            /**
             * Creates a new ListPlansResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListPlansResponse instance
             */
            static create(properties: consilium.v1.ListPlansResponse.$Shape): consilium.v1.ListPlansResponse & consilium.v1.ListPlansResponse.$Shape;
            static create(properties?: consilium.v1.ListPlansResponse.$Properties): consilium.v1.ListPlansResponse;

            /**
             * Encodes the specified ListPlansResponse message. Does not implicitly {@link consilium.v1.ListPlansResponse.verify|verify} messages.
             * @param message ListPlansResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ListPlansResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListPlansResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ListPlansResponse & consilium.v1.ListPlansResponse.$Shape} ListPlansResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ListPlansResponse & consilium.v1.ListPlansResponse.$Shape;
        }

        namespace ListPlansResponse {

            /** Properties of a ListPlansResponse. */
            interface $Properties {

                /** Newest first. */
                plans?: (consilium.v1.OfferedPlan.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListPlansResponse. */
            type $Shape = consilium.v1.ListPlansResponse.$Properties;
        }

        /**
         * Properties of an OfferedPlan.
         * @deprecated Use consilium.v1.OfferedPlan.$Properties instead.
         */
        interface IOfferedPlan extends consilium.v1.OfferedPlan.$Properties {
        }

        /** One plan. What it is, its bytes say, which have this hash. */
        class OfferedPlan {

            /**
             * Constructs a new OfferedPlan.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.OfferedPlan.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Name of the study. */
            study: string;

            /** SHA-256 of the plan, hex. */
            planHash: string;

            /** When it was submitted, in milliseconds since the Unix epoch. */
            submittedMs: number;

            /**
             * Creates a new OfferedPlan instance using the specified properties.
             * @param [properties] Properties to set
             * @returns OfferedPlan instance
             */
            static create(properties: consilium.v1.OfferedPlan.$Shape): consilium.v1.OfferedPlan & consilium.v1.OfferedPlan.$Shape;
            static create(properties?: consilium.v1.OfferedPlan.$Properties): consilium.v1.OfferedPlan;

            /**
             * Encodes the specified OfferedPlan message. Does not implicitly {@link consilium.v1.OfferedPlan.verify|verify} messages.
             * @param message OfferedPlan message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.OfferedPlan.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an OfferedPlan message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.OfferedPlan & consilium.v1.OfferedPlan.$Shape} OfferedPlan
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.OfferedPlan & consilium.v1.OfferedPlan.$Shape;
        }

        namespace OfferedPlan {

            /** Properties of an OfferedPlan. */
            interface $Properties {

                /** Name of the study. */
                study?: (string|null);

                /** SHA-256 of the plan, hex. */
                planHash?: (string|null);

                /** When it was submitted, in milliseconds since the Unix epoch. */
                submittedMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an OfferedPlan. */
            type $Shape = consilium.v1.OfferedPlan.$Properties;
        }

        /**
         * Properties of a GetBlobRequest.
         * @deprecated Use consilium.v1.GetBlobRequest.$Properties instead.
         */
        interface IGetBlobRequest extends consilium.v1.GetBlobRequest.$Properties {
        }

        /** Asks for a blob. */
        class GetBlobRequest {

            /**
             * Constructs a new GetBlobRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.GetBlobRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SHA-256 of the content, hex. */
            hash: string;

            /** First byte wanted. */
            offset: number;

            /**
             * Creates a new GetBlobRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns GetBlobRequest instance
             */
            static create(properties: consilium.v1.GetBlobRequest.$Shape): consilium.v1.GetBlobRequest & consilium.v1.GetBlobRequest.$Shape;
            static create(properties?: consilium.v1.GetBlobRequest.$Properties): consilium.v1.GetBlobRequest;

            /**
             * Encodes the specified GetBlobRequest message. Does not implicitly {@link consilium.v1.GetBlobRequest.verify|verify} messages.
             * @param message GetBlobRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.GetBlobRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GetBlobRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.GetBlobRequest & consilium.v1.GetBlobRequest.$Shape} GetBlobRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.GetBlobRequest & consilium.v1.GetBlobRequest.$Shape;
        }

        namespace GetBlobRequest {

            /** Properties of a GetBlobRequest. */
            interface $Properties {

                /** SHA-256 of the content, hex. */
                hash?: (string|null);

                /** First byte wanted. */
                offset?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GetBlobRequest. */
            type $Shape = consilium.v1.GetBlobRequest.$Properties;
        }

        /**
         * Properties of a GetUploadStatusRequest.
         * @deprecated Use consilium.v1.GetUploadStatusRequest.$Properties instead.
         */
        interface IGetUploadStatusRequest extends consilium.v1.GetUploadStatusRequest.$Properties {
        }

        /** Asks what has arrived of an update. */
        class GetUploadStatusRequest {

            /**
             * Constructs a new GetUploadStatusRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.GetUploadStatusRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Which attempt. */
            key?: (consilium.v1.AttemptKey.$Properties|null);

            /** SHA-256 of the update, hex. */
            updateHash: string;

            /**
             * Creates a new GetUploadStatusRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns GetUploadStatusRequest instance
             */
            static create(properties: consilium.v1.GetUploadStatusRequest.$Shape): consilium.v1.GetUploadStatusRequest & consilium.v1.GetUploadStatusRequest.$Shape;
            static create(properties?: consilium.v1.GetUploadStatusRequest.$Properties): consilium.v1.GetUploadStatusRequest;

            /**
             * Encodes the specified GetUploadStatusRequest message. Does not implicitly {@link consilium.v1.GetUploadStatusRequest.verify|verify} messages.
             * @param message GetUploadStatusRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.GetUploadStatusRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GetUploadStatusRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.GetUploadStatusRequest & consilium.v1.GetUploadStatusRequest.$Shape} GetUploadStatusRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.GetUploadStatusRequest & consilium.v1.GetUploadStatusRequest.$Shape;
        }

        namespace GetUploadStatusRequest {

            /** Properties of a GetUploadStatusRequest. */
            interface $Properties {

                /** Which attempt. */
                key?: (consilium.v1.AttemptKey.$Properties|null);

                /** SHA-256 of the update, hex. */
                updateHash?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GetUploadStatusRequest. */
            type $Shape = consilium.v1.GetUploadStatusRequest.$Properties;
        }

        /**
         * Properties of an UploadStatus.
         * @deprecated Use consilium.v1.UploadStatus.$Properties instead.
         */
        interface IUploadStatus extends consilium.v1.UploadStatus.$Properties {
        }

        /** What has arrived of an update. */
        class UploadStatus {

            /**
             * Constructs a new UploadStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.UploadStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Bytes held; the next chunk starts here. */
            received: number;

            /** True when the update is whole, verified and counted. */
            counted: boolean;

            /**
             * Creates a new UploadStatus instance using the specified properties.
             * @param [properties] Properties to set
             * @returns UploadStatus instance
             */
            static create(properties: consilium.v1.UploadStatus.$Shape): consilium.v1.UploadStatus & consilium.v1.UploadStatus.$Shape;
            static create(properties?: consilium.v1.UploadStatus.$Properties): consilium.v1.UploadStatus;

            /**
             * Encodes the specified UploadStatus message. Does not implicitly {@link consilium.v1.UploadStatus.verify|verify} messages.
             * @param message UploadStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.UploadStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UploadStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.UploadStatus & consilium.v1.UploadStatus.$Shape} UploadStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.UploadStatus & consilium.v1.UploadStatus.$Shape;
        }

        namespace UploadStatus {

            /** Properties of an UploadStatus. */
            interface $Properties {

                /** Bytes held; the next chunk starts here. */
                received?: (number|null);

                /** True when the update is whole, verified and counted. */
                counted?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UploadStatus. */
            type $Shape = consilium.v1.UploadStatus.$Properties;
        }

        /**
         * Properties of a PutUpdateRequest.
         * @deprecated Use consilium.v1.PutUpdateRequest.$Properties instead.
         */
        interface IPutUpdateRequest extends consilium.v1.PutUpdateRequest.$Properties {
        }

        /** A header, then chunks. */
        class PutUpdateRequest {

            /**
             * Constructs a new PutUpdateRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.PutUpdateRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** First message of the stream. */
            header?: (consilium.v1.UpdateHeader.$Properties|null);

            /** The bytes. */
            chunk?: (consilium.v1.Chunk.$Properties|null);

            /** First the header, then chunks. */
            part?: ("header"|"chunk");

            /**
             * Creates a new PutUpdateRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PutUpdateRequest instance
             */
            static create(properties: consilium.v1.PutUpdateRequest.$Shape): consilium.v1.PutUpdateRequest & consilium.v1.PutUpdateRequest.$Shape;
            static create(properties?: consilium.v1.PutUpdateRequest.$Properties): consilium.v1.PutUpdateRequest;

            /**
             * Encodes the specified PutUpdateRequest message. Does not implicitly {@link consilium.v1.PutUpdateRequest.verify|verify} messages.
             * @param message PutUpdateRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.PutUpdateRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PutUpdateRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.PutUpdateRequest & consilium.v1.PutUpdateRequest.$Shape} PutUpdateRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.PutUpdateRequest & consilium.v1.PutUpdateRequest.$Shape;
        }

        namespace PutUpdateRequest {

            /** Properties of a PutUpdateRequest. */
            interface $Properties {

                /** First message of the stream. */
                header?: (consilium.v1.UpdateHeader.$Properties|null);

                /** The bytes. */
                chunk?: (consilium.v1.Chunk.$Properties|null);

                /** First the header, then chunks. */
                part?: ("header"|"chunk");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a PutUpdateRequest. */
            type $Shape = {
              header?: consilium.v1.UpdateHeader.$Shape|null;
              chunk?: consilium.v1.Chunk.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ part?: undefined; header?: null; chunk?: null }|{ part?: "header"; header: consilium.v1.UpdateHeader.$Shape; chunk?: null }|{ part?: "chunk"; header?: null; chunk: consilium.v1.Chunk.$Shape })
            );
        }

        /**
         * Properties of an UpdateHeader.
         * @deprecated Use consilium.v1.UpdateHeader.$Properties instead.
         */
        interface IUpdateHeader extends consilium.v1.UpdateHeader.$Properties {
        }

        /** What an update is, and everything it is bound to. */
        class UpdateHeader {

            /**
             * Constructs a new UpdateHeader.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.UpdateHeader.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Which attempt. */
            key?: (consilium.v1.AttemptKey.$Properties|null);

            /** SHA-256 of the plan, hex. */
            planHash: string;

            /** SHA-256 of the model that the site trained from or scored, hex. */
            baseHash: string;

            /** SHA-256 of the update's bytes, hex. */
            updateHash: string;

            /** Length of the update in bytes. */
            bytes: number;

            /** How the bytes are to be read. */
            encoding: consilium.v1.UpdateEncoding;

            /** Where the site's ledger stands after the entry that pays for this update. */
            ledger?: (consilium.v1.LedgerHead.$Properties|null);

            /** The site's signature over a masked vector, as a message of lib/secure-sum; empty for other updates. */
            sumMessage: Uint8Array;

            /**
             * Creates a new UpdateHeader instance using the specified properties.
             * @param [properties] Properties to set
             * @returns UpdateHeader instance
             */
            static create(properties: consilium.v1.UpdateHeader.$Shape): consilium.v1.UpdateHeader & consilium.v1.UpdateHeader.$Shape;
            static create(properties?: consilium.v1.UpdateHeader.$Properties): consilium.v1.UpdateHeader;

            /**
             * Encodes the specified UpdateHeader message. Does not implicitly {@link consilium.v1.UpdateHeader.verify|verify} messages.
             * @param message UpdateHeader message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.UpdateHeader.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UpdateHeader message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.UpdateHeader & consilium.v1.UpdateHeader.$Shape} UpdateHeader
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.UpdateHeader & consilium.v1.UpdateHeader.$Shape;
        }

        namespace UpdateHeader {

            /** Properties of an UpdateHeader. */
            interface $Properties {

                /** Which attempt. */
                key?: (consilium.v1.AttemptKey.$Properties|null);

                /** SHA-256 of the plan, hex. */
                planHash?: (string|null);

                /** SHA-256 of the model that the site trained from or scored, hex. */
                baseHash?: (string|null);

                /** SHA-256 of the update's bytes, hex. */
                updateHash?: (string|null);

                /** Length of the update in bytes. */
                bytes?: (number|null);

                /** How the bytes are to be read. */
                encoding?: (consilium.v1.UpdateEncoding|null);

                /** Where the site's ledger stands after the entry that pays for this update. */
                ledger?: (consilium.v1.LedgerHead.$Properties|null);

                /** The site's signature over a masked vector, as a message of lib/secure-sum; empty for other updates. */
                sumMessage?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UpdateHeader. */
            type $Shape = consilium.v1.UpdateHeader.$Properties;
        }

        /**
         * Properties of a ProtocolVersion.
         * @deprecated Use consilium.v1.ProtocolVersion.$Properties instead.
         */
        interface IProtocolVersion extends consilium.v1.ProtocolVersion.$Properties {
        }

        /**
         * Version of the wire protocol that a program speaks. Two programs work together when their majors are equal and their
         * minors differ by at most one; anything else is refused in words.
         */
        class ProtocolVersion {

            /**
             * Constructs a new ProtocolVersion.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ProtocolVersion.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Incompatible changes. */
            major: number;

            /** Compatible additions. */
            minor: number;

            /**
             * Creates a new ProtocolVersion instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ProtocolVersion instance
             */
            static create(properties: consilium.v1.ProtocolVersion.$Shape): consilium.v1.ProtocolVersion & consilium.v1.ProtocolVersion.$Shape;
            static create(properties?: consilium.v1.ProtocolVersion.$Properties): consilium.v1.ProtocolVersion;

            /**
             * Encodes the specified ProtocolVersion message. Does not implicitly {@link consilium.v1.ProtocolVersion.verify|verify} messages.
             * @param message ProtocolVersion message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ProtocolVersion.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ProtocolVersion message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ProtocolVersion & consilium.v1.ProtocolVersion.$Shape} ProtocolVersion
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ProtocolVersion & consilium.v1.ProtocolVersion.$Shape;
        }

        namespace ProtocolVersion {

            /** Properties of a ProtocolVersion. */
            interface $Properties {

                /** Incompatible changes. */
                major?: (number|null);

                /** Compatible additions. */
                minor?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ProtocolVersion. */
            type $Shape = consilium.v1.ProtocolVersion.$Properties;
        }

        /** What a site does in an attempt. */
        enum WorkKind {

            /** It makes an update of the model, with its training patients. */
            WORK_KIND_TRAINING = 0,

            /** It scores the model that the attempt made, with its held-out patients. */
            WORK_KIND_EVALUATION = 1
        }

        /**
         * Properties of an AttemptKey.
         * @deprecated Use consilium.v1.AttemptKey.$Properties instead.
         */
        interface IAttemptKey extends consilium.v1.AttemptKey.$Properties {
        }

        /** Names one attempt of one round, and which work on it: everything a site sends is bound to it. */
        class AttemptKey {

            /**
             * Constructs a new AttemptKey.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.AttemptKey.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Run identifier, such as run-3k9.... */
            run: string;

            /** Round, counted from 1. */
            round: number;

            /** Attempt of that round, counted from 1. */
            attempt: number;

            /** Which work. */
            kind: consilium.v1.WorkKind;

            /**
             * Creates a new AttemptKey instance using the specified properties.
             * @param [properties] Properties to set
             * @returns AttemptKey instance
             */
            static create(properties: consilium.v1.AttemptKey.$Shape): consilium.v1.AttemptKey & consilium.v1.AttemptKey.$Shape;
            static create(properties?: consilium.v1.AttemptKey.$Properties): consilium.v1.AttemptKey;

            /**
             * Encodes the specified AttemptKey message. Does not implicitly {@link consilium.v1.AttemptKey.verify|verify} messages.
             * @param message AttemptKey message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.AttemptKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AttemptKey message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.AttemptKey & consilium.v1.AttemptKey.$Shape} AttemptKey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.AttemptKey & consilium.v1.AttemptKey.$Shape;
        }

        namespace AttemptKey {

            /** Properties of an AttemptKey. */
            interface $Properties {

                /** Run identifier, such as run-3k9.... */
                run?: (string|null);

                /** Round, counted from 1. */
                round?: (number|null);

                /** Attempt of that round, counted from 1. */
                attempt?: (number|null);

                /** Which work. */
                kind?: (consilium.v1.WorkKind|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AttemptKey. */
            type $Shape = consilium.v1.AttemptKey.$Properties;
        }

        /** How the bytes of an update are to be read. */
        enum UpdateEncoding {

            /** Never valid. */
            UPDATE_ENCODING_UNSPECIFIED = 0,

            /** Little-endian two's complement 32-bit integers on the plan's grid, noise included; sums wrap modulo 2^32. */
            UPDATE_ENCODING_GRID_INT32 = 1,

            /** Little-endian IEEE 754 single precision. */
            UPDATE_ENCODING_FLOAT32 = 2,

            /**
             * Scores of a model: little-endian two's complement 32-bit integers, the counts and sums that the plan's evaluation section asks
             * for in the order that follows from it, noise included; sums over sites wrap modulo 2^32.
             */
            UPDATE_ENCODING_SCORES_INT32 = 3,

            /** Scores of a model as exact metrics, canonical JSON: only from a hospital that has decided so, and from rehearsals without privacy. */
            UPDATE_ENCODING_METRICS_JSON = 4,

            /** As GRID_INT32, under masks that only vanish from the sum over the sites of an attempt. */
            UPDATE_ENCODING_MASKED_INT32 = 5
        }

        /**
         * Properties of a Tensor.
         * @deprecated Use consilium.v1.Tensor.$Properties instead.
         */
        interface ITensor extends consilium.v1.Tensor.$Properties {
        }

        /** One tensor among the bytes of a model or update. */
        class Tensor {

            /**
             * Constructs a new Tensor.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.Tensor.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Name in the TensorFlow.js layers format, such as dense_1/kernel. */
            name: string;

            /** Dimensions; empty for a scalar. */
            shape: number[];

            /** Always float32 in this version. */
            dtype: string;

            /**
             * Creates a new Tensor instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Tensor instance
             */
            static create(properties: consilium.v1.Tensor.$Shape): consilium.v1.Tensor & consilium.v1.Tensor.$Shape;
            static create(properties?: consilium.v1.Tensor.$Properties): consilium.v1.Tensor;

            /**
             * Encodes the specified Tensor message. Does not implicitly {@link consilium.v1.Tensor.verify|verify} messages.
             * @param message Tensor message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.Tensor.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Tensor message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.Tensor & consilium.v1.Tensor.$Shape} Tensor
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.Tensor & consilium.v1.Tensor.$Shape;
        }

        namespace Tensor {

            /** Properties of a Tensor. */
            interface $Properties {

                /** Name in the TensorFlow.js layers format, such as dense_1/kernel. */
                name?: (string|null);

                /** Dimensions; empty for a scalar. */
                shape?: (number[]|null);

                /** Always float32 in this version. */
                dtype?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Tensor. */
            type $Shape = consilium.v1.Tensor.$Properties;
        }

        /**
         * Properties of a Problem.
         * @deprecated Use consilium.v1.Problem.$Properties instead.
         */
        interface IProblem extends consilium.v1.Problem.$Properties {
        }

        /** A typed error: a code of the catalog, a sentence for a person, small facts for a machine. */
        class Problem {

            /**
             * Constructs a new Problem.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.Problem.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Code of docs/errors.md, such as BUDGET_EXCEEDED. */
            code: string;

            /** What happened and to what, in plain words. Never a patient's value. */
            message: string;

            /**
             * Creates a new Problem instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Problem instance
             */
            static create(properties: consilium.v1.Problem.$Shape): consilium.v1.Problem & consilium.v1.Problem.$Shape;
            static create(properties?: consilium.v1.Problem.$Properties): consilium.v1.Problem;

            /**
             * Encodes the specified Problem message. Does not implicitly {@link consilium.v1.Problem.verify|verify} messages.
             * @param message Problem message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.Problem.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Problem message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.Problem & consilium.v1.Problem.$Shape} Problem
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.Problem & consilium.v1.Problem.$Shape;
        }

        namespace Problem {

            /** Properties of a Problem. */
            interface $Properties {

                /** Code of docs/errors.md, such as BUDGET_EXCEEDED. */
                code?: (string|null);

                /** What happened and to what, in plain words. Never a patient's value. */
                message?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Problem. */
            type $Shape = consilium.v1.Problem.$Properties;
        }

        /**
         * Properties of a Chunk.
         * @deprecated Use consilium.v1.Chunk.$Properties instead.
         */
        interface IChunk extends consilium.v1.Chunk.$Properties {
        }

        /** Bytes of a content-addressed blob, or of an upload. */
        class Chunk {

            /**
             * Constructs a new Chunk.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.Chunk.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Position of the first byte in the whole, in bytes. */
            offset: number;

            /** At most 1 MiB. */
            data: Uint8Array;

            /**
             * Creates a new Chunk instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Chunk instance
             */
            static create(properties: consilium.v1.Chunk.$Shape): consilium.v1.Chunk & consilium.v1.Chunk.$Shape;
            static create(properties?: consilium.v1.Chunk.$Properties): consilium.v1.Chunk;

            /**
             * Encodes the specified Chunk message. Does not implicitly {@link consilium.v1.Chunk.verify|verify} messages.
             * @param message Chunk message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.Chunk.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Chunk message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.Chunk & consilium.v1.Chunk.$Shape} Chunk
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.Chunk & consilium.v1.Chunk.$Shape;
        }

        namespace Chunk {

            /** Properties of a Chunk. */
            interface $Properties {

                /** Position of the first byte in the whole, in bytes. */
                offset?: (number|null);

                /** At most 1 MiB. */
                data?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Chunk. */
            type $Shape = consilium.v1.Chunk.$Properties;
        }

        /**
         * Properties of a SubmitStudyRequest.
         * @deprecated Use consilium.v1.SubmitStudyRequest.$Properties instead.
         */
        interface ISubmitStudyRequest extends consilium.v1.SubmitStudyRequest.$Properties {
        }

        /** A plan to store. */
        class SubmitStudyRequest {

            /**
             * Constructs a new SubmitStudyRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.SubmitStudyRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Canonical JSON of the plan. */
            planJson: string;

            /**
             * Creates a new SubmitStudyRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SubmitStudyRequest instance
             */
            static create(properties: consilium.v1.SubmitStudyRequest.$Shape): consilium.v1.SubmitStudyRequest & consilium.v1.SubmitStudyRequest.$Shape;
            static create(properties?: consilium.v1.SubmitStudyRequest.$Properties): consilium.v1.SubmitStudyRequest;

            /**
             * Encodes the specified SubmitStudyRequest message. Does not implicitly {@link consilium.v1.SubmitStudyRequest.verify|verify} messages.
             * @param message SubmitStudyRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.SubmitStudyRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SubmitStudyRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.SubmitStudyRequest & consilium.v1.SubmitStudyRequest.$Shape} SubmitStudyRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.SubmitStudyRequest & consilium.v1.SubmitStudyRequest.$Shape;
        }

        namespace SubmitStudyRequest {

            /** Properties of a SubmitStudyRequest. */
            interface $Properties {

                /** Canonical JSON of the plan. */
                planJson?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SubmitStudyRequest. */
            type $Shape = consilium.v1.SubmitStudyRequest.$Properties;
        }

        /**
         * Properties of a StudyInfo.
         * @deprecated Use consilium.v1.StudyInfo.$Properties instead.
         */
        interface IStudyInfo extends consilium.v1.StudyInfo.$Properties {
        }

        /** One version of a study. */
        class StudyInfo {

            /**
             * Constructs a new StudyInfo.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.StudyInfo.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Name of the study. */
            study: string;

            /** SHA-256 of the plan, hex: what sites approve. */
            planHash: string;

            /** When it was submitted, in milliseconds since the Unix epoch. */
            submittedMs: number;

            /**
             * Creates a new StudyInfo instance using the specified properties.
             * @param [properties] Properties to set
             * @returns StudyInfo instance
             */
            static create(properties: consilium.v1.StudyInfo.$Shape): consilium.v1.StudyInfo & consilium.v1.StudyInfo.$Shape;
            static create(properties?: consilium.v1.StudyInfo.$Properties): consilium.v1.StudyInfo;

            /**
             * Encodes the specified StudyInfo message. Does not implicitly {@link consilium.v1.StudyInfo.verify|verify} messages.
             * @param message StudyInfo message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.StudyInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a StudyInfo message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.StudyInfo & consilium.v1.StudyInfo.$Shape} StudyInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.StudyInfo & consilium.v1.StudyInfo.$Shape;
        }

        namespace StudyInfo {

            /** Properties of a StudyInfo. */
            interface $Properties {

                /** Name of the study. */
                study?: (string|null);

                /** SHA-256 of the plan, hex: what sites approve. */
                planHash?: (string|null);

                /** When it was submitted, in milliseconds since the Unix epoch. */
                submittedMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a StudyInfo. */
            type $Shape = consilium.v1.StudyInfo.$Properties;
        }

        /**
         * Properties of a ListStudiesRequest.
         * @deprecated Use consilium.v1.ListStudiesRequest.$Properties instead.
         */
        interface IListStudiesRequest extends consilium.v1.ListStudiesRequest.$Properties {
        }

        /** Nothing to say yet. */
        class ListStudiesRequest {

            /**
             * Constructs a new ListStudiesRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ListStudiesRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Creates a new ListStudiesRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListStudiesRequest instance
             */
            static create(properties: consilium.v1.ListStudiesRequest.$Shape): consilium.v1.ListStudiesRequest & consilium.v1.ListStudiesRequest.$Shape;
            static create(properties?: consilium.v1.ListStudiesRequest.$Properties): consilium.v1.ListStudiesRequest;

            /**
             * Encodes the specified ListStudiesRequest message. Does not implicitly {@link consilium.v1.ListStudiesRequest.verify|verify} messages.
             * @param message ListStudiesRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ListStudiesRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListStudiesRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ListStudiesRequest & consilium.v1.ListStudiesRequest.$Shape} ListStudiesRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ListStudiesRequest & consilium.v1.ListStudiesRequest.$Shape;
        }

        namespace ListStudiesRequest {

            /** Properties of a ListStudiesRequest. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListStudiesRequest. */
            type $Shape = consilium.v1.ListStudiesRequest.$Properties;
        }

        /**
         * Properties of a ListStudiesResponse.
         * @deprecated Use consilium.v1.ListStudiesResponse.$Properties instead.
         */
        interface IListStudiesResponse extends consilium.v1.ListStudiesResponse.$Properties {
        }

        /** All studies. */
        class ListStudiesResponse {

            /**
             * Constructs a new ListStudiesResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ListStudiesResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Newest first. */
            studies: consilium.v1.StudyInfo.$Properties[];

            /**
             * Creates a new ListStudiesResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListStudiesResponse instance
             */
            static create(properties: consilium.v1.ListStudiesResponse.$Shape): consilium.v1.ListStudiesResponse & consilium.v1.ListStudiesResponse.$Shape;
            static create(properties?: consilium.v1.ListStudiesResponse.$Properties): consilium.v1.ListStudiesResponse;

            /**
             * Encodes the specified ListStudiesResponse message. Does not implicitly {@link consilium.v1.ListStudiesResponse.verify|verify} messages.
             * @param message ListStudiesResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ListStudiesResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListStudiesResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ListStudiesResponse & consilium.v1.ListStudiesResponse.$Shape} ListStudiesResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ListStudiesResponse & consilium.v1.ListStudiesResponse.$Shape;
        }

        namespace ListStudiesResponse {

            /** Properties of a ListStudiesResponse. */
            interface $Properties {

                /** Newest first. */
                studies?: (consilium.v1.StudyInfo.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListStudiesResponse. */
            type $Shape = consilium.v1.ListStudiesResponse.$Properties;
        }

        /**
         * Properties of a CheckStudyRequest.
         * @deprecated Use consilium.v1.CheckStudyRequest.$Properties instead.
         */
        interface ICheckStudyRequest extends consilium.v1.CheckStudyRequest.$Properties {
        }

        /** A study that is to be run. */
        class CheckStudyRequest {

            /**
             * Constructs a new CheckStudyRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.CheckStudyRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Name of the study. */
            study: string;

            /**
             * Creates a new CheckStudyRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns CheckStudyRequest instance
             */
            static create(properties: consilium.v1.CheckStudyRequest.$Shape): consilium.v1.CheckStudyRequest & consilium.v1.CheckStudyRequest.$Shape;
            static create(properties?: consilium.v1.CheckStudyRequest.$Properties): consilium.v1.CheckStudyRequest;

            /**
             * Encodes the specified CheckStudyRequest message. Does not implicitly {@link consilium.v1.CheckStudyRequest.verify|verify} messages.
             * @param message CheckStudyRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.CheckStudyRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CheckStudyRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.CheckStudyRequest & consilium.v1.CheckStudyRequest.$Shape} CheckStudyRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.CheckStudyRequest & consilium.v1.CheckStudyRequest.$Shape;
        }

        namespace CheckStudyRequest {

            /** Properties of a CheckStudyRequest. */
            interface $Properties {

                /** Name of the study. */
                study?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CheckStudyRequest. */
            type $Shape = consilium.v1.CheckStudyRequest.$Properties;
        }

        /**
         * Properties of a StudyReadiness.
         * @deprecated Use consilium.v1.StudyReadiness.$Properties instead.
         */
        interface IStudyReadiness extends consilium.v1.StudyReadiness.$Properties {
        }

        /** Who could take part in a run now. */
        class StudyReadiness {

            /**
             * Constructs a new StudyReadiness.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.StudyReadiness.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Name of the study. */
            study: string;

            /** SHA-256 of its newest plan, hex. */
            planHash: string;

            /** How many sites each round needs. */
            quorum: number;

            /** Sites of the plan, by identifier. */
            sites: consilium.v1.SiteReadiness.$Properties[];

            /**
             * Creates a new StudyReadiness instance using the specified properties.
             * @param [properties] Properties to set
             * @returns StudyReadiness instance
             */
            static create(properties: consilium.v1.StudyReadiness.$Shape): consilium.v1.StudyReadiness & consilium.v1.StudyReadiness.$Shape;
            static create(properties?: consilium.v1.StudyReadiness.$Properties): consilium.v1.StudyReadiness;

            /**
             * Encodes the specified StudyReadiness message. Does not implicitly {@link consilium.v1.StudyReadiness.verify|verify} messages.
             * @param message StudyReadiness message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.StudyReadiness.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a StudyReadiness message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.StudyReadiness & consilium.v1.StudyReadiness.$Shape} StudyReadiness
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.StudyReadiness & consilium.v1.StudyReadiness.$Shape;
        }

        namespace StudyReadiness {

            /** Properties of a StudyReadiness. */
            interface $Properties {

                /** Name of the study. */
                study?: (string|null);

                /** SHA-256 of its newest plan, hex. */
                planHash?: (string|null);

                /** How many sites each round needs. */
                quorum?: (number|null);

                /** Sites of the plan, by identifier. */
                sites?: (consilium.v1.SiteReadiness.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a StudyReadiness. */
            type $Shape = consilium.v1.StudyReadiness.$Properties;
        }

        /**
         * Properties of a SiteReadiness.
         * @deprecated Use consilium.v1.SiteReadiness.$Properties instead.
         */
        interface ISiteReadiness extends consilium.v1.SiteReadiness.$Properties {
        }

        /** One site of a plan. */
        class SiteReadiness {

            /**
             * Constructs a new SiteReadiness.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.SiteReadiness.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Site identifier. */
            site: string;

            /** unknown, invited, admitted, quarantined or revoked. */
            standing: string;

            /** Whether its agent holds a session now. */
            connected: boolean;

            /** Last time a session was open, in milliseconds since the Unix epoch; 0 for never. */
            lastSeenMs: number;

            /** What it answered last to a task of this plan: none, accepted or refused. */
            word: string;

            /** When that task was made, in milliseconds since the Unix epoch; 0 for none. */
            wordMs: number;

            /** Why it refused; absent otherwise. */
            problem?: (consilium.v1.Problem.$Properties|null);

            /**
             * Creates a new SiteReadiness instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SiteReadiness instance
             */
            static create(properties: consilium.v1.SiteReadiness.$Shape): consilium.v1.SiteReadiness & consilium.v1.SiteReadiness.$Shape;
            static create(properties?: consilium.v1.SiteReadiness.$Properties): consilium.v1.SiteReadiness;

            /**
             * Encodes the specified SiteReadiness message. Does not implicitly {@link consilium.v1.SiteReadiness.verify|verify} messages.
             * @param message SiteReadiness message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.SiteReadiness.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SiteReadiness message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.SiteReadiness & consilium.v1.SiteReadiness.$Shape} SiteReadiness
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.SiteReadiness & consilium.v1.SiteReadiness.$Shape;
        }

        namespace SiteReadiness {

            /** Properties of a SiteReadiness. */
            interface $Properties {

                /** Site identifier. */
                site?: (string|null);

                /** unknown, invited, admitted, quarantined or revoked. */
                standing?: (string|null);

                /** Whether its agent holds a session now. */
                connected?: (boolean|null);

                /** Last time a session was open, in milliseconds since the Unix epoch; 0 for never. */
                lastSeenMs?: (number|null);

                /** What it answered last to a task of this plan: none, accepted or refused. */
                word?: (string|null);

                /** When that task was made, in milliseconds since the Unix epoch; 0 for none. */
                wordMs?: (number|null);

                /** Why it refused; absent otherwise. */
                problem?: (consilium.v1.Problem.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SiteReadiness. */
            type $Shape = consilium.v1.SiteReadiness.$Properties;
        }

        /**
         * Properties of a StartRunRequest.
         * @deprecated Use consilium.v1.StartRunRequest.$Properties instead.
         */
        interface IStartRunRequest extends consilium.v1.StartRunRequest.$Properties {
        }

        /** What to run. */
        class StartRunRequest {

            /**
             * Constructs a new StartRunRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.StartRunRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Name of the study. */
            study: string;

            /** Number of rounds, 0 for as many as the plan says. Never more than the plan says. */
            rounds: number;

            /**
             * SHA-256 of the plan that is meant, hex: where the study's newest plan is another one, nothing is started (PLAN_CHANGED). Empty for the newest,
             * whichever it is.
             */
            planHash: string;

            /**
             * Creates a new StartRunRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns StartRunRequest instance
             */
            static create(properties: consilium.v1.StartRunRequest.$Shape): consilium.v1.StartRunRequest & consilium.v1.StartRunRequest.$Shape;
            static create(properties?: consilium.v1.StartRunRequest.$Properties): consilium.v1.StartRunRequest;

            /**
             * Encodes the specified StartRunRequest message. Does not implicitly {@link consilium.v1.StartRunRequest.verify|verify} messages.
             * @param message StartRunRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.StartRunRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a StartRunRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.StartRunRequest & consilium.v1.StartRunRequest.$Shape} StartRunRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.StartRunRequest & consilium.v1.StartRunRequest.$Shape;
        }

        namespace StartRunRequest {

            /** Properties of a StartRunRequest. */
            interface $Properties {

                /** Name of the study. */
                study?: (string|null);

                /** Number of rounds, 0 for as many as the plan says. Never more than the plan says. */
                rounds?: (number|null);

                /**
                 * SHA-256 of the plan that is meant, hex: where the study's newest plan is another one, nothing is started (PLAN_CHANGED). Empty for the newest,
                 * whichever it is.
                 */
                planHash?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a StartRunRequest. */
            type $Shape = consilium.v1.StartRunRequest.$Properties;
        }

        /**
         * Properties of a RunRequest.
         * @deprecated Use consilium.v1.RunRequest.$Properties instead.
         */
        interface IRunRequest extends consilium.v1.RunRequest.$Properties {
        }

        /** Names a run. */
        class RunRequest {

            /**
             * Constructs a new RunRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.RunRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Run identifier. */
            run: string;

            /**
             * Creates a new RunRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RunRequest instance
             */
            static create(properties: consilium.v1.RunRequest.$Shape): consilium.v1.RunRequest & consilium.v1.RunRequest.$Shape;
            static create(properties?: consilium.v1.RunRequest.$Properties): consilium.v1.RunRequest;

            /**
             * Encodes the specified RunRequest message. Does not implicitly {@link consilium.v1.RunRequest.verify|verify} messages.
             * @param message RunRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.RunRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RunRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.RunRequest & consilium.v1.RunRequest.$Shape} RunRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.RunRequest & consilium.v1.RunRequest.$Shape;
        }

        namespace RunRequest {

            /** Properties of a RunRequest. */
            interface $Properties {

                /** Run identifier. */
                run?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RunRequest. */
            type $Shape = consilium.v1.RunRequest.$Properties;
        }

        /**
         * Properties of a GetModelRequest.
         * @deprecated Use consilium.v1.GetModelRequest.$Properties instead.
         */
        interface IGetModelRequest extends consilium.v1.GetModelRequest.$Properties {
        }

        /** Names a blob that a run made. */
        class GetModelRequest {

            /**
             * Constructs a new GetModelRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.GetModelRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SHA-256 of the content, hex. */
            hash: string;

            /** First byte wanted. */
            offset: number;

            /**
             * Creates a new GetModelRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns GetModelRequest instance
             */
            static create(properties: consilium.v1.GetModelRequest.$Shape): consilium.v1.GetModelRequest & consilium.v1.GetModelRequest.$Shape;
            static create(properties?: consilium.v1.GetModelRequest.$Properties): consilium.v1.GetModelRequest;

            /**
             * Encodes the specified GetModelRequest message. Does not implicitly {@link consilium.v1.GetModelRequest.verify|verify} messages.
             * @param message GetModelRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.GetModelRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GetModelRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.GetModelRequest & consilium.v1.GetModelRequest.$Shape} GetModelRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.GetModelRequest & consilium.v1.GetModelRequest.$Shape;
        }

        namespace GetModelRequest {

            /** Properties of a GetModelRequest. */
            interface $Properties {

                /** SHA-256 of the content, hex. */
                hash?: (string|null);

                /** First byte wanted. */
                offset?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GetModelRequest. */
            type $Shape = consilium.v1.GetModelRequest.$Properties;
        }

        /**
         * Properties of a TranscriptRequest.
         * @deprecated Use consilium.v1.TranscriptRequest.$Properties instead.
         */
        interface ITranscriptRequest extends consilium.v1.TranscriptRequest.$Properties {
        }

        /** Names the sum under masks of one round. */
        class TranscriptRequest {

            /**
             * Constructs a new TranscriptRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.TranscriptRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Run identifier. */
            run: string;

            /** Round, counted from 1; 0 for the newest that has a transcript. */
            round: number;

            /**
             * Creates a new TranscriptRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns TranscriptRequest instance
             */
            static create(properties: consilium.v1.TranscriptRequest.$Shape): consilium.v1.TranscriptRequest & consilium.v1.TranscriptRequest.$Shape;
            static create(properties?: consilium.v1.TranscriptRequest.$Properties): consilium.v1.TranscriptRequest;

            /**
             * Encodes the specified TranscriptRequest message. Does not implicitly {@link consilium.v1.TranscriptRequest.verify|verify} messages.
             * @param message TranscriptRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.TranscriptRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TranscriptRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.TranscriptRequest & consilium.v1.TranscriptRequest.$Shape} TranscriptRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.TranscriptRequest & consilium.v1.TranscriptRequest.$Shape;
        }

        namespace TranscriptRequest {

            /** Properties of a TranscriptRequest. */
            interface $Properties {

                /** Run identifier. */
                run?: (string|null);

                /** Round, counted from 1; 0 for the newest that has a transcript. */
                round?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TranscriptRequest. */
            type $Shape = consilium.v1.TranscriptRequest.$Properties;
        }

        /**
         * Properties of a TranscriptInfo.
         * @deprecated Use consilium.v1.TranscriptInfo.$Properties instead.
         */
        interface ITranscriptInfo extends consilium.v1.TranscriptInfo.$Properties {
        }

        /** What is kept of the sum under masks of one round. */
        class TranscriptInfo {

            /**
             * Constructs a new TranscriptInfo.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.TranscriptInfo.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Run identifier. */
            run: string;

            /** Round, counted from 1. */
            round: number;

            /** SHA-256 of the transcript, hex. */
            transcriptHash: string;

            /** Words of the sites that have signed it, as bytes of lib/secure-sum, in the order of their names. */
            words: Uint8Array[];

            /** SHA-256 of the model before, hex; empty where it is no longer kept. */
            baseHash: string;

            /** SHA-256 of the sum, hex; empty where it is no longer kept. */
            sumHash: string;

            /** SHA-256 of what the strategy remembered before, hex; empty where it is no longer kept. */
            beforeHash: string;

            /**
             * Creates a new TranscriptInfo instance using the specified properties.
             * @param [properties] Properties to set
             * @returns TranscriptInfo instance
             */
            static create(properties: consilium.v1.TranscriptInfo.$Shape): consilium.v1.TranscriptInfo & consilium.v1.TranscriptInfo.$Shape;
            static create(properties?: consilium.v1.TranscriptInfo.$Properties): consilium.v1.TranscriptInfo;

            /**
             * Encodes the specified TranscriptInfo message. Does not implicitly {@link consilium.v1.TranscriptInfo.verify|verify} messages.
             * @param message TranscriptInfo message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.TranscriptInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TranscriptInfo message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.TranscriptInfo & consilium.v1.TranscriptInfo.$Shape} TranscriptInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.TranscriptInfo & consilium.v1.TranscriptInfo.$Shape;
        }

        namespace TranscriptInfo {

            /** Properties of a TranscriptInfo. */
            interface $Properties {

                /** Run identifier. */
                run?: (string|null);

                /** Round, counted from 1. */
                round?: (number|null);

                /** SHA-256 of the transcript, hex. */
                transcriptHash?: (string|null);

                /** Words of the sites that have signed it, as bytes of lib/secure-sum, in the order of their names. */
                words?: (Uint8Array[]|null);

                /** SHA-256 of the model before, hex; empty where it is no longer kept. */
                baseHash?: (string|null);

                /** SHA-256 of the sum, hex; empty where it is no longer kept. */
                sumHash?: (string|null);

                /** SHA-256 of what the strategy remembered before, hex; empty where it is no longer kept. */
                beforeHash?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TranscriptInfo. */
            type $Shape = consilium.v1.TranscriptInfo.$Properties;
        }

        /**
         * Properties of a RunInfo.
         * @deprecated Use consilium.v1.RunInfo.$Properties instead.
         */
        interface IRunInfo extends consilium.v1.RunInfo.$Properties {
        }

        /** A run as it stands. */
        class RunInfo {

            /**
             * Constructs a new RunInfo.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.RunInfo.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Run identifier. */
            run: string;

            /** Name of the study. */
            study: string;

            /** SHA-256 of the plan, hex. */
            planHash: string;

            /** running, paused, completed, stopped or failed. */
            state: string;

            /** Rounds that the run is to make. */
            rounds: number;

            /** Rounds made so far. */
            closedRounds: number;

            /** SHA-256 of the newest model, hex; of the final model once the run is completed. */
            modelHash: string;

            /** Why the run ended early; empty otherwise. */
            problem?: (consilium.v1.Problem.$Properties|null);

            /** Closed rounds and the open one. A watcher gets each round once when it changes. */
            roundInfos: consilium.v1.RoundInfo.$Properties[];

            /** Attempts before those in round_infos that are left out of the answer to GetRun; a watcher gets every one. */
            earlierAttempts: number;

            /** Why and since when it is paused, or of a running one that it will be after this round; absent otherwise. */
            pause?: (consilium.v1.RunPause.$Properties|null);

            /** What people have decided about it, oldest first. */
            decisions: consilium.v1.RunDecision.$Properties[];

            /** Whether a coordinator that rehearses has driven it: sites may have left noise out or drawn it from a seed, so that no epsilon is sure. */
            rehearsal: boolean;

            /**
             * Creates a new RunInfo instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RunInfo instance
             */
            static create(properties: consilium.v1.RunInfo.$Shape): consilium.v1.RunInfo & consilium.v1.RunInfo.$Shape;
            static create(properties?: consilium.v1.RunInfo.$Properties): consilium.v1.RunInfo;

            /**
             * Encodes the specified RunInfo message. Does not implicitly {@link consilium.v1.RunInfo.verify|verify} messages.
             * @param message RunInfo message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.RunInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RunInfo message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.RunInfo & consilium.v1.RunInfo.$Shape} RunInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.RunInfo & consilium.v1.RunInfo.$Shape;
        }

        namespace RunInfo {

            /** Properties of a RunInfo. */
            interface $Properties {

                /** Run identifier. */
                run?: (string|null);

                /** Name of the study. */
                study?: (string|null);

                /** SHA-256 of the plan, hex. */
                planHash?: (string|null);

                /** running, paused, completed, stopped or failed. */
                state?: (string|null);

                /** Rounds that the run is to make. */
                rounds?: (number|null);

                /** Rounds made so far. */
                closedRounds?: (number|null);

                /** SHA-256 of the newest model, hex; of the final model once the run is completed. */
                modelHash?: (string|null);

                /** Why the run ended early; empty otherwise. */
                problem?: (consilium.v1.Problem.$Properties|null);

                /** Closed rounds and the open one. A watcher gets each round once when it changes. */
                roundInfos?: (consilium.v1.RoundInfo.$Properties[]|null);

                /** Attempts before those in round_infos that are left out of the answer to GetRun; a watcher gets every one. */
                earlierAttempts?: (number|null);

                /** Why and since when it is paused, or of a running one that it will be after this round; absent otherwise. */
                pause?: (consilium.v1.RunPause.$Properties|null);

                /** What people have decided about it, oldest first. */
                decisions?: (consilium.v1.RunDecision.$Properties[]|null);

                /** Whether a coordinator that rehearses has driven it: sites may have left noise out or drawn it from a seed, so that no epsilon is sure. */
                rehearsal?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RunInfo. */
            type $Shape = consilium.v1.RunInfo.$Properties;
        }

        /**
         * Properties of a RunDecision.
         * @deprecated Use consilium.v1.RunDecision.$Properties instead.
         */
        interface IRunDecision extends consilium.v1.RunDecision.$Properties {
        }

        /** What a person has decided about a run, and what has changed by that. */
        class RunDecision {

            /**
             * Constructs a new RunDecision.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.RunDecision.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** started, paused, resumed or stopped. */
            action: string;

            /** Name of the user. */
            user: string;

            /** SHA-256 of the key with which the user called, hex: a name may pass to another key. Empty where it was a token. */
            key: string;

            /** When, in milliseconds since the Unix epoch. */
            atMs: number;

            /** The issuer of the token with which the user called; empty where it was a key. */
            issuer: string;

            /** The subject that the token names. */
            subject: string;

            /**
             * Creates a new RunDecision instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RunDecision instance
             */
            static create(properties: consilium.v1.RunDecision.$Shape): consilium.v1.RunDecision & consilium.v1.RunDecision.$Shape;
            static create(properties?: consilium.v1.RunDecision.$Properties): consilium.v1.RunDecision;

            /**
             * Encodes the specified RunDecision message. Does not implicitly {@link consilium.v1.RunDecision.verify|verify} messages.
             * @param message RunDecision message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.RunDecision.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RunDecision message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.RunDecision & consilium.v1.RunDecision.$Shape} RunDecision
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.RunDecision & consilium.v1.RunDecision.$Shape;
        }

        namespace RunDecision {

            /** Properties of a RunDecision. */
            interface $Properties {

                /** started, paused, resumed or stopped. */
                action?: (string|null);

                /** Name of the user. */
                user?: (string|null);

                /** SHA-256 of the key with which the user called, hex: a name may pass to another key. Empty where it was a token. */
                key?: (string|null);

                /** When, in milliseconds since the Unix epoch. */
                atMs?: (number|null);

                /** The issuer of the token with which the user called; empty where it was a key. */
                issuer?: (string|null);

                /** The subject that the token names. */
                subject?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RunDecision. */
            type $Shape = consilium.v1.RunDecision.$Properties;
        }

        /**
         * Properties of a RunPause.
         * @deprecated Use consilium.v1.RunPause.$Properties instead.
         */
        interface IRunPause extends consilium.v1.RunPause.$Properties {
        }

        /** A pause of a run. Nothing in it depends on patients: who is connected, what sites have answered, the clock and people decide. */
        class RunPause {

            /**
             * Constructs a new RunPause.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.RunPause.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** absent: too few sites are connected; silent: those that are have not answered, and no attempt is left; asked: a person wants it. */
            reason: string;

            /** Begun, in milliseconds since the Unix epoch; 0 while it is yet to begin. */
            sinceMs: number;

            /** When it goes on by itself if enough sites are connected, in milliseconds since the Unix epoch; 0 where a person must resume it. */
            againMs: number;

            /** Sites whose answers are missing; of an absent pause those that are not connected now. */
            waitsFor: string[];

            /** How many answers are missing that the round cannot do without. */
            lacks: number;

            /**
             * Creates a new RunPause instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RunPause instance
             */
            static create(properties: consilium.v1.RunPause.$Shape): consilium.v1.RunPause & consilium.v1.RunPause.$Shape;
            static create(properties?: consilium.v1.RunPause.$Properties): consilium.v1.RunPause;

            /**
             * Encodes the specified RunPause message. Does not implicitly {@link consilium.v1.RunPause.verify|verify} messages.
             * @param message RunPause message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.RunPause.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RunPause message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.RunPause & consilium.v1.RunPause.$Shape} RunPause
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.RunPause & consilium.v1.RunPause.$Shape;
        }

        namespace RunPause {

            /** Properties of a RunPause. */
            interface $Properties {

                /** absent: too few sites are connected; silent: those that are have not answered, and no attempt is left; asked: a person wants it. */
                reason?: (string|null);

                /** Begun, in milliseconds since the Unix epoch; 0 while it is yet to begin. */
                sinceMs?: (number|null);

                /** When it goes on by itself if enough sites are connected, in milliseconds since the Unix epoch; 0 where a person must resume it. */
                againMs?: (number|null);

                /** Sites whose answers are missing; of an absent pause those that are not connected now. */
                waitsFor?: (string[]|null);

                /** How many answers are missing that the round cannot do without. */
                lacks?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RunPause. */
            type $Shape = consilium.v1.RunPause.$Properties;
        }

        /**
         * Properties of a RoundInfo.
         * @deprecated Use consilium.v1.RoundInfo.$Properties instead.
         */
        interface IRoundInfo extends consilium.v1.RoundInfo.$Properties {
        }

        /** One round. */
        class RoundInfo {

            /**
             * Constructs a new RoundInfo.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.RoundInfo.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Round, counted from 1. */
            round: number;

            /** Attempt, counted from 1. */
            attempt: number;

            /** collecting, paused, evaluating, closed or failed. */
            state: string;

            /** Opened, in milliseconds since the Unix epoch. */
            openedMs: number;

            /** Deadline of the attempt, in milliseconds since the Unix epoch. */
            deadlineMs: number;

            /** Milliseconds from opening to close; 0 while open. */
            durationMs: number;

            /** What each site has done. */
            participants: consilium.v1.ParticipantInfo.$Properties[];

            /** SHA-256 of the model that the round made, hex; empty before. */
            modelHash: string;

            /** Scores of that model on the held-out patients of all sites that sent theirs, from the sum of what they sent; absent when none did. */
            released?: (consilium.v1.ReleasedScores.$Properties|null);

            /** Why the sum under masks of a failed attempt came to nothing; absent otherwise. */
            problem?: (consilium.v1.Problem.$Properties|null);

            /** Phase of the sum under masks while it is collecting or evaluating: keys, shares, masked, agreement or unmask; empty otherwise. */
            phase: string;

            /** Why the sum of scores under masks came to nothing; absent otherwise. */
            scoresWithheld?: (consilium.v1.Problem.$Properties|null);

            /**
             * Creates a new RoundInfo instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RoundInfo instance
             */
            static create(properties: consilium.v1.RoundInfo.$Shape): consilium.v1.RoundInfo & consilium.v1.RoundInfo.$Shape;
            static create(properties?: consilium.v1.RoundInfo.$Properties): consilium.v1.RoundInfo;

            /**
             * Encodes the specified RoundInfo message. Does not implicitly {@link consilium.v1.RoundInfo.verify|verify} messages.
             * @param message RoundInfo message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.RoundInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RoundInfo message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.RoundInfo & consilium.v1.RoundInfo.$Shape} RoundInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.RoundInfo & consilium.v1.RoundInfo.$Shape;
        }

        namespace RoundInfo {

            /** Properties of a RoundInfo. */
            interface $Properties {

                /** Round, counted from 1. */
                round?: (number|null);

                /** Attempt, counted from 1. */
                attempt?: (number|null);

                /** collecting, paused, evaluating, closed or failed. */
                state?: (string|null);

                /** Opened, in milliseconds since the Unix epoch. */
                openedMs?: (number|null);

                /** Deadline of the attempt, in milliseconds since the Unix epoch. */
                deadlineMs?: (number|null);

                /** Milliseconds from opening to close; 0 while open. */
                durationMs?: (number|null);

                /** What each site has done. */
                participants?: (consilium.v1.ParticipantInfo.$Properties[]|null);

                /** SHA-256 of the model that the round made, hex; empty before. */
                modelHash?: (string|null);

                /** Scores of that model on the held-out patients of all sites that sent theirs, from the sum of what they sent; absent when none did. */
                released?: (consilium.v1.ReleasedScores.$Properties|null);

                /** Why the sum under masks of a failed attempt came to nothing; absent otherwise. */
                problem?: (consilium.v1.Problem.$Properties|null);

                /** Phase of the sum under masks while it is collecting or evaluating: keys, shares, masked, agreement or unmask; empty otherwise. */
                phase?: (string|null);

                /** Why the sum of scores under masks came to nothing; absent otherwise. */
                scoresWithheld?: (consilium.v1.Problem.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RoundInfo. */
            type $Shape = consilium.v1.RoundInfo.$Properties;
        }

        /**
         * Properties of a ReleasedScores.
         * @deprecated Use consilium.v1.ReleasedScores.$Properties instead.
         */
        interface IReleasedScores extends consilium.v1.ReleasedScores.$Properties {
        }

        /** Noised scores, as they left one site or added up over several. */
        class ReleasedScores {

            /**
             * Constructs a new ReleasedScores.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ReleasedScores.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Counts and sums with their noise, in the order that follows from the plan's evaluation section, modulo 2^32. */
            words: number[];

            /** Sites that are added up. */
            sites: string[];

            /** Metrics that follow from the words, each with an interval that covers patients and noise, canonical JSON. */
            metricsJson: string;

            /**
             * Creates a new ReleasedScores instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ReleasedScores instance
             */
            static create(properties: consilium.v1.ReleasedScores.$Shape): consilium.v1.ReleasedScores & consilium.v1.ReleasedScores.$Shape;
            static create(properties?: consilium.v1.ReleasedScores.$Properties): consilium.v1.ReleasedScores;

            /**
             * Encodes the specified ReleasedScores message. Does not implicitly {@link consilium.v1.ReleasedScores.verify|verify} messages.
             * @param message ReleasedScores message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ReleasedScores.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReleasedScores message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ReleasedScores & consilium.v1.ReleasedScores.$Shape} ReleasedScores
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ReleasedScores & consilium.v1.ReleasedScores.$Shape;
        }

        namespace ReleasedScores {

            /** Properties of a ReleasedScores. */
            interface $Properties {

                /** Counts and sums with their noise, in the order that follows from the plan's evaluation section, modulo 2^32. */
                words?: (number[]|null);

                /** Sites that are added up. */
                sites?: (string[]|null);

                /** Metrics that follow from the words, each with an interval that covers patients and noise, canonical JSON. */
                metricsJson?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReleasedScores. */
            type $Shape = consilium.v1.ReleasedScores.$Properties;
        }

        /**
         * Properties of a ParticipantInfo.
         * @deprecated Use consilium.v1.ParticipantInfo.$Properties instead.
         */
        interface IParticipantInfo extends consilium.v1.ParticipantInfo.$Properties {
        }

        /** One site in one round. */
        class ParticipantInfo {

            /**
             * Constructs a new ParticipantInfo.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ParticipantInfo.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Site identifier. */
            site: string;

            /** waiting, accepted, counted, refused, rejected, failed, or left-out of sums under masks. */
            state: string;

            /** Why a site refused, failed or was rejected; empty otherwise. */
            problem?: (consilium.v1.Problem.$Properties|null);

            /** Exact metrics of the round's model at this site, canonical JSON; empty unless the hospital shares exact metrics. */
            metricsJson: string;

            /** Why the site sent no scores; empty otherwise. */
            scoresDeclined?: (consilium.v1.Problem.$Properties|null);

            /** Scores of the round's model at this site; absent when there are none, and under masks, where nobody but the site has them. */
            released?: (consilium.v1.ReleasedScores.$Properties|null);

            /** Whether the site's scores came under masks: they are known in the sum alone. */
            scoresMasked: boolean;

            /**
             * Creates a new ParticipantInfo instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ParticipantInfo instance
             */
            static create(properties: consilium.v1.ParticipantInfo.$Shape): consilium.v1.ParticipantInfo & consilium.v1.ParticipantInfo.$Shape;
            static create(properties?: consilium.v1.ParticipantInfo.$Properties): consilium.v1.ParticipantInfo;

            /**
             * Encodes the specified ParticipantInfo message. Does not implicitly {@link consilium.v1.ParticipantInfo.verify|verify} messages.
             * @param message ParticipantInfo message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ParticipantInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ParticipantInfo message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ParticipantInfo & consilium.v1.ParticipantInfo.$Shape} ParticipantInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ParticipantInfo & consilium.v1.ParticipantInfo.$Shape;
        }

        namespace ParticipantInfo {

            /** Properties of a ParticipantInfo. */
            interface $Properties {

                /** Site identifier. */
                site?: (string|null);

                /** waiting, accepted, counted, refused, rejected, failed, or left-out of sums under masks. */
                state?: (string|null);

                /** Why a site refused, failed or was rejected; empty otherwise. */
                problem?: (consilium.v1.Problem.$Properties|null);

                /** Exact metrics of the round's model at this site, canonical JSON; empty unless the hospital shares exact metrics. */
                metricsJson?: (string|null);

                /** Why the site sent no scores; empty otherwise. */
                scoresDeclined?: (consilium.v1.Problem.$Properties|null);

                /** Scores of the round's model at this site; absent when there are none, and under masks, where nobody but the site has them. */
                released?: (consilium.v1.ReleasedScores.$Properties|null);

                /** Whether the site's scores came under masks: they are known in the sum alone. */
                scoresMasked?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ParticipantInfo. */
            type $Shape = consilium.v1.ParticipantInfo.$Properties;
        }

        /**
         * Properties of a ListRunsRequest.
         * @deprecated Use consilium.v1.ListRunsRequest.$Properties instead.
         */
        interface IListRunsRequest extends consilium.v1.ListRunsRequest.$Properties {
        }

        /** Nothing to say yet. */
        class ListRunsRequest {

            /**
             * Constructs a new ListRunsRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ListRunsRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Creates a new ListRunsRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListRunsRequest instance
             */
            static create(properties: consilium.v1.ListRunsRequest.$Shape): consilium.v1.ListRunsRequest & consilium.v1.ListRunsRequest.$Shape;
            static create(properties?: consilium.v1.ListRunsRequest.$Properties): consilium.v1.ListRunsRequest;

            /**
             * Encodes the specified ListRunsRequest message. Does not implicitly {@link consilium.v1.ListRunsRequest.verify|verify} messages.
             * @param message ListRunsRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ListRunsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListRunsRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ListRunsRequest & consilium.v1.ListRunsRequest.$Shape} ListRunsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ListRunsRequest & consilium.v1.ListRunsRequest.$Shape;
        }

        namespace ListRunsRequest {

            /** Properties of a ListRunsRequest. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListRunsRequest. */
            type $Shape = consilium.v1.ListRunsRequest.$Properties;
        }

        /**
         * Properties of a ListRunsResponse.
         * @deprecated Use consilium.v1.ListRunsResponse.$Properties instead.
         */
        interface IListRunsResponse extends consilium.v1.ListRunsResponse.$Properties {
        }

        /** All runs. */
        class ListRunsResponse {

            /**
             * Constructs a new ListRunsResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ListRunsResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Newest first, without their rounds. */
            runs: consilium.v1.RunInfo.$Properties[];

            /**
             * Creates a new ListRunsResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListRunsResponse instance
             */
            static create(properties: consilium.v1.ListRunsResponse.$Shape): consilium.v1.ListRunsResponse & consilium.v1.ListRunsResponse.$Shape;
            static create(properties?: consilium.v1.ListRunsResponse.$Properties): consilium.v1.ListRunsResponse;

            /**
             * Encodes the specified ListRunsResponse message. Does not implicitly {@link consilium.v1.ListRunsResponse.verify|verify} messages.
             * @param message ListRunsResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ListRunsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListRunsResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ListRunsResponse & consilium.v1.ListRunsResponse.$Shape} ListRunsResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ListRunsResponse & consilium.v1.ListRunsResponse.$Shape;
        }

        namespace ListRunsResponse {

            /** Properties of a ListRunsResponse. */
            interface $Properties {

                /** Newest first, without their rounds. */
                runs?: (consilium.v1.RunInfo.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListRunsResponse. */
            type $Shape = consilium.v1.ListRunsResponse.$Properties;
        }

        /**
         * Properties of a ListSitesRequest.
         * @deprecated Use consilium.v1.ListSitesRequest.$Properties instead.
         */
        interface IListSitesRequest extends consilium.v1.ListSitesRequest.$Properties {
        }

        /** Nothing to say yet. */
        class ListSitesRequest {

            /**
             * Constructs a new ListSitesRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ListSitesRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Creates a new ListSitesRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListSitesRequest instance
             */
            static create(properties: consilium.v1.ListSitesRequest.$Shape): consilium.v1.ListSitesRequest & consilium.v1.ListSitesRequest.$Shape;
            static create(properties?: consilium.v1.ListSitesRequest.$Properties): consilium.v1.ListSitesRequest;

            /**
             * Encodes the specified ListSitesRequest message. Does not implicitly {@link consilium.v1.ListSitesRequest.verify|verify} messages.
             * @param message ListSitesRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ListSitesRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListSitesRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ListSitesRequest & consilium.v1.ListSitesRequest.$Shape} ListSitesRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ListSitesRequest & consilium.v1.ListSitesRequest.$Shape;
        }

        namespace ListSitesRequest {

            /** Properties of a ListSitesRequest. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListSitesRequest. */
            type $Shape = consilium.v1.ListSitesRequest.$Properties;
        }

        /**
         * Properties of a ListSitesResponse.
         * @deprecated Use consilium.v1.ListSitesResponse.$Properties instead.
         */
        interface IListSitesResponse extends consilium.v1.ListSitesResponse.$Properties {
        }

        /** All sites. */
        class ListSitesResponse {

            /**
             * Constructs a new ListSitesResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ListSitesResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** By identifier. */
            sites: consilium.v1.SiteInfo.$Properties[];

            /**
             * Creates a new ListSitesResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListSitesResponse instance
             */
            static create(properties: consilium.v1.ListSitesResponse.$Shape): consilium.v1.ListSitesResponse & consilium.v1.ListSitesResponse.$Shape;
            static create(properties?: consilium.v1.ListSitesResponse.$Properties): consilium.v1.ListSitesResponse;

            /**
             * Encodes the specified ListSitesResponse message. Does not implicitly {@link consilium.v1.ListSitesResponse.verify|verify} messages.
             * @param message ListSitesResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ListSitesResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListSitesResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ListSitesResponse & consilium.v1.ListSitesResponse.$Shape} ListSitesResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ListSitesResponse & consilium.v1.ListSitesResponse.$Shape;
        }

        namespace ListSitesResponse {

            /** Properties of a ListSitesResponse. */
            interface $Properties {

                /** By identifier. */
                sites?: (consilium.v1.SiteInfo.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListSitesResponse. */
            type $Shape = consilium.v1.ListSitesResponse.$Properties;
        }

        /**
         * Properties of an EnrolSiteRequest.
         * @deprecated Use consilium.v1.EnrolSiteRequest.$Properties instead.
         */
        interface IEnrolSiteRequest extends consilium.v1.EnrolSiteRequest.$Properties {
        }

        /** A site to admit. */
        class EnrolSiteRequest {

            /**
             * Constructs a new EnrolSiteRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.EnrolSiteRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Site identifier; decided here, whatever the request says. */
            site: string;

            /** Certificate request in PEM, made at the site; of a site that renews, followed by the proof of its old key. */
            requestPem: string;

            /** Whether the key takes the place of those of a revoked site, none of which ever comes back. */
            replace: boolean;

            /**
             * Creates a new EnrolSiteRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns EnrolSiteRequest instance
             */
            static create(properties: consilium.v1.EnrolSiteRequest.$Shape): consilium.v1.EnrolSiteRequest & consilium.v1.EnrolSiteRequest.$Shape;
            static create(properties?: consilium.v1.EnrolSiteRequest.$Properties): consilium.v1.EnrolSiteRequest;

            /**
             * Encodes the specified EnrolSiteRequest message. Does not implicitly {@link consilium.v1.EnrolSiteRequest.verify|verify} messages.
             * @param message EnrolSiteRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.EnrolSiteRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an EnrolSiteRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.EnrolSiteRequest & consilium.v1.EnrolSiteRequest.$Shape} EnrolSiteRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.EnrolSiteRequest & consilium.v1.EnrolSiteRequest.$Shape;
        }

        namespace EnrolSiteRequest {

            /** Properties of an EnrolSiteRequest. */
            interface $Properties {

                /** Site identifier; decided here, whatever the request says. */
                site?: (string|null);

                /** Certificate request in PEM, made at the site; of a site that renews, followed by the proof of its old key. */
                requestPem?: (string|null);

                /** Whether the key takes the place of those of a revoked site, none of which ever comes back. */
                replace?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an EnrolSiteRequest. */
            type $Shape = consilium.v1.EnrolSiteRequest.$Properties;
        }

        /**
         * Properties of an EnrolSiteResponse.
         * @deprecated Use consilium.v1.EnrolSiteResponse.$Properties instead.
         */
        interface IEnrolSiteResponse extends consilium.v1.EnrolSiteResponse.$Properties {
        }

        /** What the site needs to connect; none of it is secret. */
        class EnrolSiteResponse {

            /**
             * Constructs a new EnrolSiteResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.EnrolSiteResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** The site's certificate in PEM. */
            certificatePem: string;

            /**
             * Creates a new EnrolSiteResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns EnrolSiteResponse instance
             */
            static create(properties: consilium.v1.EnrolSiteResponse.$Shape): consilium.v1.EnrolSiteResponse & consilium.v1.EnrolSiteResponse.$Shape;
            static create(properties?: consilium.v1.EnrolSiteResponse.$Properties): consilium.v1.EnrolSiteResponse;

            /**
             * Encodes the specified EnrolSiteResponse message. Does not implicitly {@link consilium.v1.EnrolSiteResponse.verify|verify} messages.
             * @param message EnrolSiteResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.EnrolSiteResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an EnrolSiteResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.EnrolSiteResponse & consilium.v1.EnrolSiteResponse.$Shape} EnrolSiteResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.EnrolSiteResponse & consilium.v1.EnrolSiteResponse.$Shape;
        }

        namespace EnrolSiteResponse {

            /** Properties of an EnrolSiteResponse. */
            interface $Properties {

                /** The site's certificate in PEM. */
                certificatePem?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an EnrolSiteResponse. */
            type $Shape = consilium.v1.EnrolSiteResponse.$Properties;
        }

        /**
         * Properties of an InviteSiteRequest.
         * @deprecated Use consilium.v1.InviteSiteRequest.$Properties instead.
         */
        interface IInviteSiteRequest extends consilium.v1.InviteSiteRequest.$Properties {
        }

        /** A site to invite. */
        class InviteSiteRequest {

            /**
             * Constructs a new InviteSiteRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.InviteSiteRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Site identifier. */
            site: string;

            /** How long the invitation holds, in milliseconds. */
            validMs: number;

            /** Whether the key takes the place of those of a revoked site. */
            replace: boolean;

            /**
             * Creates a new InviteSiteRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns InviteSiteRequest instance
             */
            static create(properties: consilium.v1.InviteSiteRequest.$Shape): consilium.v1.InviteSiteRequest & consilium.v1.InviteSiteRequest.$Shape;
            static create(properties?: consilium.v1.InviteSiteRequest.$Properties): consilium.v1.InviteSiteRequest;

            /**
             * Encodes the specified InviteSiteRequest message. Does not implicitly {@link consilium.v1.InviteSiteRequest.verify|verify} messages.
             * @param message InviteSiteRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.InviteSiteRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an InviteSiteRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.InviteSiteRequest & consilium.v1.InviteSiteRequest.$Shape} InviteSiteRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.InviteSiteRequest & consilium.v1.InviteSiteRequest.$Shape;
        }

        namespace InviteSiteRequest {

            /** Properties of an InviteSiteRequest. */
            interface $Properties {

                /** Site identifier. */
                site?: (string|null);

                /** How long the invitation holds, in milliseconds. */
                validMs?: (number|null);

                /** Whether the key takes the place of those of a revoked site. */
                replace?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an InviteSiteRequest. */
            type $Shape = consilium.v1.InviteSiteRequest.$Properties;
        }

        /**
         * Properties of an InviteSiteResponse.
         * @deprecated Use consilium.v1.InviteSiteResponse.$Properties instead.
         */
        interface IInviteSiteResponse extends consilium.v1.InviteSiteResponse.$Properties {
        }

        /** An invitation. */
        class InviteSiteResponse {

            /**
             * Constructs a new InviteSiteResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.InviteSiteResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Its secret, 20 bytes: with it, once, a key is admitted as this site. */
            token: Uint8Array;

            /** Until when it holds, in milliseconds since the Unix epoch. */
            expiresMs: number;

            /**
             * Creates a new InviteSiteResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns InviteSiteResponse instance
             */
            static create(properties: consilium.v1.InviteSiteResponse.$Shape): consilium.v1.InviteSiteResponse & consilium.v1.InviteSiteResponse.$Shape;
            static create(properties?: consilium.v1.InviteSiteResponse.$Properties): consilium.v1.InviteSiteResponse;

            /**
             * Encodes the specified InviteSiteResponse message. Does not implicitly {@link consilium.v1.InviteSiteResponse.verify|verify} messages.
             * @param message InviteSiteResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.InviteSiteResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an InviteSiteResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.InviteSiteResponse & consilium.v1.InviteSiteResponse.$Shape} InviteSiteResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.InviteSiteResponse & consilium.v1.InviteSiteResponse.$Shape;
        }

        namespace InviteSiteResponse {

            /** Properties of an InviteSiteResponse. */
            interface $Properties {

                /** Its secret, 20 bytes: with it, once, a key is admitted as this site. */
                token?: (Uint8Array|null);

                /** Until when it holds, in milliseconds since the Unix epoch. */
                expiresMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an InviteSiteResponse. */
            type $Shape = consilium.v1.InviteSiteResponse.$Properties;
        }

        /**
         * Properties of a ListInvitationsRequest.
         * @deprecated Use consilium.v1.ListInvitationsRequest.$Properties instead.
         */
        interface IListInvitationsRequest extends consilium.v1.ListInvitationsRequest.$Properties {
        }

        /** Nothing to say yet. */
        class ListInvitationsRequest {

            /**
             * Constructs a new ListInvitationsRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ListInvitationsRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Creates a new ListInvitationsRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListInvitationsRequest instance
             */
            static create(properties: consilium.v1.ListInvitationsRequest.$Shape): consilium.v1.ListInvitationsRequest & consilium.v1.ListInvitationsRequest.$Shape;
            static create(properties?: consilium.v1.ListInvitationsRequest.$Properties): consilium.v1.ListInvitationsRequest;

            /**
             * Encodes the specified ListInvitationsRequest message. Does not implicitly {@link consilium.v1.ListInvitationsRequest.verify|verify} messages.
             * @param message ListInvitationsRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ListInvitationsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListInvitationsRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ListInvitationsRequest & consilium.v1.ListInvitationsRequest.$Shape} ListInvitationsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ListInvitationsRequest & consilium.v1.ListInvitationsRequest.$Shape;
        }

        namespace ListInvitationsRequest {

            /** Properties of a ListInvitationsRequest. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListInvitationsRequest. */
            type $Shape = consilium.v1.ListInvitationsRequest.$Properties;
        }

        /**
         * Properties of a ListInvitationsResponse.
         * @deprecated Use consilium.v1.ListInvitationsResponse.$Properties instead.
         */
        interface IListInvitationsResponse extends consilium.v1.ListInvitationsResponse.$Properties {
        }

        /** All invitations. */
        class ListInvitationsResponse {

            /**
             * Constructs a new ListInvitationsResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ListInvitationsResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Newest first. */
            invitations: consilium.v1.InvitationInfo.$Properties[];

            /**
             * Creates a new ListInvitationsResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListInvitationsResponse instance
             */
            static create(properties: consilium.v1.ListInvitationsResponse.$Shape): consilium.v1.ListInvitationsResponse & consilium.v1.ListInvitationsResponse.$Shape;
            static create(properties?: consilium.v1.ListInvitationsResponse.$Properties): consilium.v1.ListInvitationsResponse;

            /**
             * Encodes the specified ListInvitationsResponse message. Does not implicitly {@link consilium.v1.ListInvitationsResponse.verify|verify} messages.
             * @param message ListInvitationsResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ListInvitationsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListInvitationsResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ListInvitationsResponse & consilium.v1.ListInvitationsResponse.$Shape} ListInvitationsResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ListInvitationsResponse & consilium.v1.ListInvitationsResponse.$Shape;
        }

        namespace ListInvitationsResponse {

            /** Properties of a ListInvitationsResponse. */
            interface $Properties {

                /** Newest first. */
                invitations?: (consilium.v1.InvitationInfo.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListInvitationsResponse. */
            type $Shape = consilium.v1.ListInvitationsResponse.$Properties;
        }

        /**
         * Properties of an InvitationInfo.
         * @deprecated Use consilium.v1.InvitationInfo.$Properties instead.
         */
        interface IInvitationInfo extends consilium.v1.InvitationInfo.$Properties {
        }

        /** What became of one invitation. */
        class InvitationInfo {

            /**
             * Constructs a new InvitationInfo.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.InvitationInfo.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Site identifier. */
            site: string;

            /** open, used, expired or withdrawn. */
            state: string;

            /** When it was made, in milliseconds since the Unix epoch. */
            createdMs: number;

            /** Until when it holds, in milliseconds since the Unix epoch. */
            expiresMs: number;

            /** SHA-256 of the key that used it, hex; empty for none. */
            key: string;

            /**
             * Creates a new InvitationInfo instance using the specified properties.
             * @param [properties] Properties to set
             * @returns InvitationInfo instance
             */
            static create(properties: consilium.v1.InvitationInfo.$Shape): consilium.v1.InvitationInfo & consilium.v1.InvitationInfo.$Shape;
            static create(properties?: consilium.v1.InvitationInfo.$Properties): consilium.v1.InvitationInfo;

            /**
             * Encodes the specified InvitationInfo message. Does not implicitly {@link consilium.v1.InvitationInfo.verify|verify} messages.
             * @param message InvitationInfo message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.InvitationInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an InvitationInfo message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.InvitationInfo & consilium.v1.InvitationInfo.$Shape} InvitationInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.InvitationInfo & consilium.v1.InvitationInfo.$Shape;
        }

        namespace InvitationInfo {

            /** Properties of an InvitationInfo. */
            interface $Properties {

                /** Site identifier. */
                site?: (string|null);

                /** open, used, expired or withdrawn. */
                state?: (string|null);

                /** When it was made, in milliseconds since the Unix epoch. */
                createdMs?: (number|null);

                /** Until when it holds, in milliseconds since the Unix epoch. */
                expiresMs?: (number|null);

                /** SHA-256 of the key that used it, hex; empty for none. */
                key?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an InvitationInfo. */
            type $Shape = consilium.v1.InvitationInfo.$Properties;
        }

        /**
         * Properties of a RenewCertificateRequest.
         * @deprecated Use consilium.v1.RenewCertificateRequest.$Properties instead.
         */
        interface IRenewCertificateRequest extends consilium.v1.RenewCertificateRequest.$Properties {
        }

        /** Asks for a certificate that follows the caller's. */
        class RenewCertificateRequest {

            /**
             * Constructs a new RenewCertificateRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.RenewCertificateRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Certificate request (PKCS#10, PEM) of the caller's own key. */
            requestPem: string;

            /**
             * Creates a new RenewCertificateRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RenewCertificateRequest instance
             */
            static create(properties: consilium.v1.RenewCertificateRequest.$Shape): consilium.v1.RenewCertificateRequest & consilium.v1.RenewCertificateRequest.$Shape;
            static create(properties?: consilium.v1.RenewCertificateRequest.$Properties): consilium.v1.RenewCertificateRequest;

            /**
             * Encodes the specified RenewCertificateRequest message. Does not implicitly {@link consilium.v1.RenewCertificateRequest.verify|verify} messages.
             * @param message RenewCertificateRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.RenewCertificateRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RenewCertificateRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.RenewCertificateRequest & consilium.v1.RenewCertificateRequest.$Shape} RenewCertificateRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.RenewCertificateRequest & consilium.v1.RenewCertificateRequest.$Shape;
        }

        namespace RenewCertificateRequest {

            /** Properties of a RenewCertificateRequest. */
            interface $Properties {

                /** Certificate request (PKCS#10, PEM) of the caller's own key. */
                requestPem?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RenewCertificateRequest. */
            type $Shape = consilium.v1.RenewCertificateRequest.$Properties;
        }

        /**
         * Properties of a RenewCertificateResponse.
         * @deprecated Use consilium.v1.RenewCertificateResponse.$Properties instead.
         */
        interface IRenewCertificateResponse extends consilium.v1.RenewCertificateResponse.$Properties {
        }

        /** The user may go on. */
        class RenewCertificateResponse {

            /**
             * Constructs a new RenewCertificateResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.RenewCertificateResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Certificate of the user, PEM. */
            certificatePem: string;

            /** Certificates of the authorities, PEM, newest first; while one follows another, also the change, signed by both (lib/trust). */
            authoritiesPem: string;

            /**
             * Creates a new RenewCertificateResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RenewCertificateResponse instance
             */
            static create(properties: consilium.v1.RenewCertificateResponse.$Shape): consilium.v1.RenewCertificateResponse & consilium.v1.RenewCertificateResponse.$Shape;
            static create(properties?: consilium.v1.RenewCertificateResponse.$Properties): consilium.v1.RenewCertificateResponse;

            /**
             * Encodes the specified RenewCertificateResponse message. Does not implicitly {@link consilium.v1.RenewCertificateResponse.verify|verify} messages.
             * @param message RenewCertificateResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.RenewCertificateResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RenewCertificateResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.RenewCertificateResponse & consilium.v1.RenewCertificateResponse.$Shape} RenewCertificateResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.RenewCertificateResponse & consilium.v1.RenewCertificateResponse.$Shape;
        }

        namespace RenewCertificateResponse {

            /** Properties of a RenewCertificateResponse. */
            interface $Properties {

                /** Certificate of the user, PEM. */
                certificatePem?: (string|null);

                /** Certificates of the authorities, PEM, newest first; while one follows another, also the change, signed by both (lib/trust). */
                authoritiesPem?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RenewCertificateResponse. */
            type $Shape = consilium.v1.RenewCertificateResponse.$Properties;
        }

        /**
         * Properties of a ListReceiptsRequest.
         * @deprecated Use consilium.v1.ListReceiptsRequest.$Properties instead.
         */
        interface IListReceiptsRequest extends consilium.v1.ListReceiptsRequest.$Properties {
        }

        /** Whose receipts. */
        class ListReceiptsRequest {

            /**
             * Constructs a new ListReceiptsRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ListReceiptsRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Site identifier. */
            site: string;

            /**
             * Creates a new ListReceiptsRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListReceiptsRequest instance
             */
            static create(properties: consilium.v1.ListReceiptsRequest.$Shape): consilium.v1.ListReceiptsRequest & consilium.v1.ListReceiptsRequest.$Shape;
            static create(properties?: consilium.v1.ListReceiptsRequest.$Properties): consilium.v1.ListReceiptsRequest;

            /**
             * Encodes the specified ListReceiptsRequest message. Does not implicitly {@link consilium.v1.ListReceiptsRequest.verify|verify} messages.
             * @param message ListReceiptsRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ListReceiptsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListReceiptsRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ListReceiptsRequest & consilium.v1.ListReceiptsRequest.$Shape} ListReceiptsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ListReceiptsRequest & consilium.v1.ListReceiptsRequest.$Shape;
        }

        namespace ListReceiptsRequest {

            /** Properties of a ListReceiptsRequest. */
            interface $Properties {

                /** Site identifier. */
                site?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListReceiptsRequest. */
            type $Shape = consilium.v1.ListReceiptsRequest.$Properties;
        }

        /**
         * Properties of a ClearReceiptsRequest.
         * @deprecated Use consilium.v1.ClearReceiptsRequest.$Properties instead.
         */
        interface IClearReceiptsRequest extends consilium.v1.ClearReceiptsRequest.$Properties {
        }

        /** Which receipts to forget, and why. */
        class ClearReceiptsRequest {

            /**
             * Constructs a new ClearReceiptsRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ClearReceiptsRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Site identifier. */
            site: string;

            /** Name of the population whose ledger is lost; empty for all of the site. */
            dataset: string;

            /** Why, for auditors: 1 to 1000 characters. */
            reason: string;

            /**
             * Creates a new ClearReceiptsRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ClearReceiptsRequest instance
             */
            static create(properties: consilium.v1.ClearReceiptsRequest.$Shape): consilium.v1.ClearReceiptsRequest & consilium.v1.ClearReceiptsRequest.$Shape;
            static create(properties?: consilium.v1.ClearReceiptsRequest.$Properties): consilium.v1.ClearReceiptsRequest;

            /**
             * Encodes the specified ClearReceiptsRequest message. Does not implicitly {@link consilium.v1.ClearReceiptsRequest.verify|verify} messages.
             * @param message ClearReceiptsRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ClearReceiptsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ClearReceiptsRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ClearReceiptsRequest & consilium.v1.ClearReceiptsRequest.$Shape} ClearReceiptsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ClearReceiptsRequest & consilium.v1.ClearReceiptsRequest.$Shape;
        }

        namespace ClearReceiptsRequest {

            /** Properties of a ClearReceiptsRequest. */
            interface $Properties {

                /** Site identifier. */
                site?: (string|null);

                /** Name of the population whose ledger is lost; empty for all of the site. */
                dataset?: (string|null);

                /** Why, for auditors: 1 to 1000 characters. */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ClearReceiptsRequest. */
            type $Shape = consilium.v1.ClearReceiptsRequest.$Properties;
        }

        /**
         * Properties of a SiteReceipts.
         * @deprecated Use consilium.v1.SiteReceipts.$Properties instead.
         */
        interface ISiteReceipts extends consilium.v1.SiteReceipts.$Properties {
        }

        /** Receipts of a site. */
        class SiteReceipts {

            /**
             * Constructs a new SiteReceipts.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.SiteReceipts.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** By name of the population. */
            receipts: consilium.v1.KeptReceipt.$Properties[];

            /**
             * Creates a new SiteReceipts instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SiteReceipts instance
             */
            static create(properties: consilium.v1.SiteReceipts.$Shape): consilium.v1.SiteReceipts & consilium.v1.SiteReceipts.$Shape;
            static create(properties?: consilium.v1.SiteReceipts.$Properties): consilium.v1.SiteReceipts;

            /**
             * Encodes the specified SiteReceipts message. Does not implicitly {@link consilium.v1.SiteReceipts.verify|verify} messages.
             * @param message SiteReceipts message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.SiteReceipts.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SiteReceipts message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.SiteReceipts & consilium.v1.SiteReceipts.$Shape} SiteReceipts
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.SiteReceipts & consilium.v1.SiteReceipts.$Shape;
        }

        namespace SiteReceipts {

            /** Properties of a SiteReceipts. */
            interface $Properties {

                /** By name of the population. */
                receipts?: (consilium.v1.KeptReceipt.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SiteReceipts. */
            type $Shape = consilium.v1.SiteReceipts.$Properties;
        }

        /**
         * Properties of a KeptReceipt.
         * @deprecated Use consilium.v1.KeptReceipt.$Properties instead.
         */
        interface IKeptReceipt extends consilium.v1.KeptReceipt.$Properties {
        }

        /** How far one ledger of a site had come. */
        class KeptReceipt {

            /**
             * Constructs a new KeptReceipt.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.KeptReceipt.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Population that the ledger is about, as the site names it. */
            dataset: string;

            /** Sequence number of its last entry then. */
            sequence: number;

            /** SHA-256 of that entry, hex. */
            hash: string;

            /**
             * Creates a new KeptReceipt instance using the specified properties.
             * @param [properties] Properties to set
             * @returns KeptReceipt instance
             */
            static create(properties: consilium.v1.KeptReceipt.$Shape): consilium.v1.KeptReceipt & consilium.v1.KeptReceipt.$Shape;
            static create(properties?: consilium.v1.KeptReceipt.$Properties): consilium.v1.KeptReceipt;

            /**
             * Encodes the specified KeptReceipt message. Does not implicitly {@link consilium.v1.KeptReceipt.verify|verify} messages.
             * @param message KeptReceipt message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.KeptReceipt.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a KeptReceipt message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.KeptReceipt & consilium.v1.KeptReceipt.$Shape} KeptReceipt
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.KeptReceipt & consilium.v1.KeptReceipt.$Shape;
        }

        namespace KeptReceipt {

            /** Properties of a KeptReceipt. */
            interface $Properties {

                /** Population that the ledger is about, as the site names it. */
                dataset?: (string|null);

                /** Sequence number of its last entry then. */
                sequence?: (number|null);

                /** SHA-256 of that entry, hex. */
                hash?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a KeptReceipt. */
            type $Shape = consilium.v1.KeptReceipt.$Properties;
        }

        /**
         * Properties of a RevokeSiteRequest.
         * @deprecated Use consilium.v1.RevokeSiteRequest.$Properties instead.
         */
        interface IRevokeSiteRequest extends consilium.v1.RevokeSiteRequest.$Properties {
        }

        /** A site to shut out. */
        class RevokeSiteRequest {

            /**
             * Constructs a new RevokeSiteRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.RevokeSiteRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Site identifier. */
            site: string;

            /**
             * Creates a new RevokeSiteRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RevokeSiteRequest instance
             */
            static create(properties: consilium.v1.RevokeSiteRequest.$Shape): consilium.v1.RevokeSiteRequest & consilium.v1.RevokeSiteRequest.$Shape;
            static create(properties?: consilium.v1.RevokeSiteRequest.$Properties): consilium.v1.RevokeSiteRequest;

            /**
             * Encodes the specified RevokeSiteRequest message. Does not implicitly {@link consilium.v1.RevokeSiteRequest.verify|verify} messages.
             * @param message RevokeSiteRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.RevokeSiteRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RevokeSiteRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.RevokeSiteRequest & consilium.v1.RevokeSiteRequest.$Shape} RevokeSiteRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.RevokeSiteRequest & consilium.v1.RevokeSiteRequest.$Shape;
        }

        namespace RevokeSiteRequest {

            /** Properties of a RevokeSiteRequest. */
            interface $Properties {

                /** Site identifier. */
                site?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RevokeSiteRequest. */
            type $Shape = consilium.v1.RevokeSiteRequest.$Properties;
        }

        /**
         * Properties of a SiteInfo.
         * @deprecated Use consilium.v1.SiteInfo.$Properties instead.
         */
        interface ISiteInfo extends consilium.v1.SiteInfo.$Properties {
        }

        /** One site of the consortium. */
        class SiteInfo {

            /**
             * Constructs a new SiteInfo.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.SiteInfo.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Site identifier. */
            site: string;

            /** Whether its agent holds a session now. */
            connected: boolean;

            /** Version of its agent, as it said itself. */
            agentVersion: string;

            /** Last time a session was open, in milliseconds since the Unix epoch; 0 for never. */
            lastSeenMs: number;

            /** Whether it was shut out. */
            revoked: boolean;

            /** SHA-256 of each key that may speak for it, hex, newest first: two while a renewed key has not been used yet. */
            keys: string[];

            /** How far the clock of a connected site was ahead when it connected, in seconds; negative where it was behind. */
            clockAheadSeconds: number;

            /** When the certificate of the key in use ends, in milliseconds since the Unix epoch; 0 where the coordinator did not issue it. */
            expiresMs: number;

            /** Why it is under quarantine; empty where it is not. */
            quarantine: string;

            /**
             * Creates a new SiteInfo instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SiteInfo instance
             */
            static create(properties: consilium.v1.SiteInfo.$Shape): consilium.v1.SiteInfo & consilium.v1.SiteInfo.$Shape;
            static create(properties?: consilium.v1.SiteInfo.$Properties): consilium.v1.SiteInfo;

            /**
             * Encodes the specified SiteInfo message. Does not implicitly {@link consilium.v1.SiteInfo.verify|verify} messages.
             * @param message SiteInfo message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.SiteInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SiteInfo message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.SiteInfo & consilium.v1.SiteInfo.$Shape} SiteInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.SiteInfo & consilium.v1.SiteInfo.$Shape;
        }

        namespace SiteInfo {

            /** Properties of a SiteInfo. */
            interface $Properties {

                /** Site identifier. */
                site?: (string|null);

                /** Whether its agent holds a session now. */
                connected?: (boolean|null);

                /** Version of its agent, as it said itself. */
                agentVersion?: (string|null);

                /** Last time a session was open, in milliseconds since the Unix epoch; 0 for never. */
                lastSeenMs?: (number|null);

                /** Whether it was shut out. */
                revoked?: (boolean|null);

                /** SHA-256 of each key that may speak for it, hex, newest first: two while a renewed key has not been used yet. */
                keys?: (string[]|null);

                /** How far the clock of a connected site was ahead when it connected, in seconds; negative where it was behind. */
                clockAheadSeconds?: (number|null);

                /** When the certificate of the key in use ends, in milliseconds since the Unix epoch; 0 where the coordinator did not issue it. */
                expiresMs?: (number|null);

                /** Why it is under quarantine; empty where it is not. */
                quarantine?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SiteInfo. */
            type $Shape = consilium.v1.SiteInfo.$Properties;
        }

        /**
         * Properties of an AddUserRequest.
         * @deprecated Use consilium.v1.AddUserRequest.$Properties instead.
         */
        interface IAddUserRequest extends consilium.v1.AddUserRequest.$Properties {
        }

        /** A user to add. */
        class AddUserRequest {

            /**
             * Constructs a new AddUserRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.AddUserRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Name of the user. */
            user: string;

            /** What the user may do: operator, researcher, clinical-approver, auditor, privacy-officer; at least one. */
            roles: string[];

            /** How long the invitation holds, in milliseconds. */
            validMs: number;

            /** Whether the key that joins, or the name below, takes the place of what a revoked user had. */
            replace: boolean;

            /** By what name the identity provider knows the user, to the letter; then nobody is invited, and the user calls with tokens. Empty for a user with a key. */
            providerName: string;

            /**
             * Creates a new AddUserRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns AddUserRequest instance
             */
            static create(properties: consilium.v1.AddUserRequest.$Shape): consilium.v1.AddUserRequest & consilium.v1.AddUserRequest.$Shape;
            static create(properties?: consilium.v1.AddUserRequest.$Properties): consilium.v1.AddUserRequest;

            /**
             * Encodes the specified AddUserRequest message. Does not implicitly {@link consilium.v1.AddUserRequest.verify|verify} messages.
             * @param message AddUserRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.AddUserRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AddUserRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.AddUserRequest & consilium.v1.AddUserRequest.$Shape} AddUserRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.AddUserRequest & consilium.v1.AddUserRequest.$Shape;
        }

        namespace AddUserRequest {

            /** Properties of an AddUserRequest. */
            interface $Properties {

                /** Name of the user. */
                user?: (string|null);

                /** What the user may do: operator, researcher, clinical-approver, auditor, privacy-officer; at least one. */
                roles?: (string[]|null);

                /** How long the invitation holds, in milliseconds. */
                validMs?: (number|null);

                /** Whether the key that joins, or the name below, takes the place of what a revoked user had. */
                replace?: (boolean|null);

                /** By what name the identity provider knows the user, to the letter; then nobody is invited, and the user calls with tokens. Empty for a user with a key. */
                providerName?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AddUserRequest. */
            type $Shape = consilium.v1.AddUserRequest.$Properties;
        }

        /**
         * Properties of an AddUserResponse.
         * @deprecated Use consilium.v1.AddUserResponse.$Properties instead.
         */
        interface IAddUserResponse extends consilium.v1.AddUserResponse.$Properties {
        }

        /** An invitation of a user, or where one logs in who is known by a provider. */
        class AddUserResponse {

            /**
             * Constructs a new AddUserResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.AddUserResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Its secret, 20 bytes: with it, once, a key is admitted as this user. Empty with a login. */
            token: Uint8Array;

            /** Until when it holds, in milliseconds since the Unix epoch. */
            expiresMs: number;

            /** Where the user logs in; none with an invitation. */
            login?: (consilium.v1.ProviderLogin.$Properties|null);

            /**
             * Creates a new AddUserResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns AddUserResponse instance
             */
            static create(properties: consilium.v1.AddUserResponse.$Shape): consilium.v1.AddUserResponse & consilium.v1.AddUserResponse.$Shape;
            static create(properties?: consilium.v1.AddUserResponse.$Properties): consilium.v1.AddUserResponse;

            /**
             * Encodes the specified AddUserResponse message. Does not implicitly {@link consilium.v1.AddUserResponse.verify|verify} messages.
             * @param message AddUserResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.AddUserResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AddUserResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.AddUserResponse & consilium.v1.AddUserResponse.$Shape} AddUserResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.AddUserResponse & consilium.v1.AddUserResponse.$Shape;
        }

        namespace AddUserResponse {

            /** Properties of an AddUserResponse. */
            interface $Properties {

                /** Its secret, 20 bytes: with it, once, a key is admitted as this user. Empty with a login. */
                token?: (Uint8Array|null);

                /** Until when it holds, in milliseconds since the Unix epoch. */
                expiresMs?: (number|null);

                /** Where the user logs in; none with an invitation. */
                login?: (consilium.v1.ProviderLogin.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AddUserResponse. */
            type $Shape = consilium.v1.AddUserResponse.$Properties;
        }

        /**
         * Properties of a ProviderLogin.
         * @deprecated Use consilium.v1.ProviderLogin.$Properties instead.
         */
        interface IProviderLogin extends consilium.v1.ProviderLogin.$Properties {
        }

        /** Where people log in who call with tokens; nothing in it is secret. */
        class ProviderLogin {

            /**
             * Constructs a new ProviderLogin.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ProviderLogin.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** The provider's issuer identifier, an URL. */
            issuer: string;

            /** By what name the provider knows the program that logs in. */
            clientId: string;

            /** For whom tokens have to be: the client, by an ID token, or an API, by an access token. */
            audience: string;

            /** What is asked for, between blanks. */
            scope: string;

            /** Port of the coordinator that takes tokens. */
            port: number;

            /**
             * Creates a new ProviderLogin instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ProviderLogin instance
             */
            static create(properties: consilium.v1.ProviderLogin.$Shape): consilium.v1.ProviderLogin & consilium.v1.ProviderLogin.$Shape;
            static create(properties?: consilium.v1.ProviderLogin.$Properties): consilium.v1.ProviderLogin;

            /**
             * Encodes the specified ProviderLogin message. Does not implicitly {@link consilium.v1.ProviderLogin.verify|verify} messages.
             * @param message ProviderLogin message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ProviderLogin.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ProviderLogin message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ProviderLogin & consilium.v1.ProviderLogin.$Shape} ProviderLogin
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ProviderLogin & consilium.v1.ProviderLogin.$Shape;
        }

        namespace ProviderLogin {

            /** Properties of a ProviderLogin. */
            interface $Properties {

                /** The provider's issuer identifier, an URL. */
                issuer?: (string|null);

                /** By what name the provider knows the program that logs in. */
                clientId?: (string|null);

                /** For whom tokens have to be: the client, by an ID token, or an API, by an access token. */
                audience?: (string|null);

                /** What is asked for, between blanks. */
                scope?: (string|null);

                /** Port of the coordinator that takes tokens. */
                port?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ProviderLogin. */
            type $Shape = consilium.v1.ProviderLogin.$Properties;
        }

        /**
         * Properties of an EnrolUserRequest.
         * @deprecated Use consilium.v1.EnrolUserRequest.$Properties instead.
         */
        interface IEnrolUserRequest extends consilium.v1.EnrolUserRequest.$Properties {
        }

        /** A user to admit by its request. */
        class EnrolUserRequest {

            /**
             * Constructs a new EnrolUserRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.EnrolUserRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Name of the user; decided here, whatever the request says. */
            user: string;

            /** Roles as in AddUserRequest, at least one. */
            roles: string[];

            /** Certificate request in PEM, made by the user. */
            requestPem: string;

            /** Whether the key takes the place of those of a revoked user, none of which ever comes back. */
            replace: boolean;

            /**
             * Creates a new EnrolUserRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns EnrolUserRequest instance
             */
            static create(properties: consilium.v1.EnrolUserRequest.$Shape): consilium.v1.EnrolUserRequest & consilium.v1.EnrolUserRequest.$Shape;
            static create(properties?: consilium.v1.EnrolUserRequest.$Properties): consilium.v1.EnrolUserRequest;

            /**
             * Encodes the specified EnrolUserRequest message. Does not implicitly {@link consilium.v1.EnrolUserRequest.verify|verify} messages.
             * @param message EnrolUserRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.EnrolUserRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an EnrolUserRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.EnrolUserRequest & consilium.v1.EnrolUserRequest.$Shape} EnrolUserRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.EnrolUserRequest & consilium.v1.EnrolUserRequest.$Shape;
        }

        namespace EnrolUserRequest {

            /** Properties of an EnrolUserRequest. */
            interface $Properties {

                /** Name of the user; decided here, whatever the request says. */
                user?: (string|null);

                /** Roles as in AddUserRequest, at least one. */
                roles?: (string[]|null);

                /** Certificate request in PEM, made by the user. */
                requestPem?: (string|null);

                /** Whether the key takes the place of those of a revoked user, none of which ever comes back. */
                replace?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an EnrolUserRequest. */
            type $Shape = consilium.v1.EnrolUserRequest.$Properties;
        }

        /**
         * Properties of an EnrolUserResponse.
         * @deprecated Use consilium.v1.EnrolUserResponse.$Properties instead.
         */
        interface IEnrolUserResponse extends consilium.v1.EnrolUserResponse.$Properties {
        }

        /** What the user needs to call; none of it is secret. */
        class EnrolUserResponse {

            /**
             * Constructs a new EnrolUserResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.EnrolUserResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** The user's certificate in PEM. */
            certificatePem: string;

            /**
             * Creates a new EnrolUserResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns EnrolUserResponse instance
             */
            static create(properties: consilium.v1.EnrolUserResponse.$Shape): consilium.v1.EnrolUserResponse & consilium.v1.EnrolUserResponse.$Shape;
            static create(properties?: consilium.v1.EnrolUserResponse.$Properties): consilium.v1.EnrolUserResponse;

            /**
             * Encodes the specified EnrolUserResponse message. Does not implicitly {@link consilium.v1.EnrolUserResponse.verify|verify} messages.
             * @param message EnrolUserResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.EnrolUserResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an EnrolUserResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.EnrolUserResponse & consilium.v1.EnrolUserResponse.$Shape} EnrolUserResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.EnrolUserResponse & consilium.v1.EnrolUserResponse.$Shape;
        }

        namespace EnrolUserResponse {

            /** Properties of an EnrolUserResponse. */
            interface $Properties {

                /** The user's certificate in PEM. */
                certificatePem?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an EnrolUserResponse. */
            type $Shape = consilium.v1.EnrolUserResponse.$Properties;
        }

        /**
         * Properties of a SetRolesRequest.
         * @deprecated Use consilium.v1.SetRolesRequest.$Properties instead.
         */
        interface ISetRolesRequest extends consilium.v1.SetRolesRequest.$Properties {
        }

        /** What a user may do from now on. */
        class SetRolesRequest {

            /**
             * Constructs a new SetRolesRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.SetRolesRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Name of the user. */
            user: string;

            /** Roles as in AddUserRequest, at least one. */
            roles: string[];

            /**
             * Creates a new SetRolesRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SetRolesRequest instance
             */
            static create(properties: consilium.v1.SetRolesRequest.$Shape): consilium.v1.SetRolesRequest & consilium.v1.SetRolesRequest.$Shape;
            static create(properties?: consilium.v1.SetRolesRequest.$Properties): consilium.v1.SetRolesRequest;

            /**
             * Encodes the specified SetRolesRequest message. Does not implicitly {@link consilium.v1.SetRolesRequest.verify|verify} messages.
             * @param message SetRolesRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.SetRolesRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SetRolesRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.SetRolesRequest & consilium.v1.SetRolesRequest.$Shape} SetRolesRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.SetRolesRequest & consilium.v1.SetRolesRequest.$Shape;
        }

        namespace SetRolesRequest {

            /** Properties of a SetRolesRequest. */
            interface $Properties {

                /** Name of the user. */
                user?: (string|null);

                /** Roles as in AddUserRequest, at least one. */
                roles?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SetRolesRequest. */
            type $Shape = consilium.v1.SetRolesRequest.$Properties;
        }

        /**
         * Properties of a RevokeUserRequest.
         * @deprecated Use consilium.v1.RevokeUserRequest.$Properties instead.
         */
        interface IRevokeUserRequest extends consilium.v1.RevokeUserRequest.$Properties {
        }

        /** A user to shut out. */
        class RevokeUserRequest {

            /**
             * Constructs a new RevokeUserRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.RevokeUserRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Name of the user. */
            user: string;

            /**
             * Creates a new RevokeUserRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RevokeUserRequest instance
             */
            static create(properties: consilium.v1.RevokeUserRequest.$Shape): consilium.v1.RevokeUserRequest & consilium.v1.RevokeUserRequest.$Shape;
            static create(properties?: consilium.v1.RevokeUserRequest.$Properties): consilium.v1.RevokeUserRequest;

            /**
             * Encodes the specified RevokeUserRequest message. Does not implicitly {@link consilium.v1.RevokeUserRequest.verify|verify} messages.
             * @param message RevokeUserRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.RevokeUserRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RevokeUserRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.RevokeUserRequest & consilium.v1.RevokeUserRequest.$Shape} RevokeUserRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.RevokeUserRequest & consilium.v1.RevokeUserRequest.$Shape;
        }

        namespace RevokeUserRequest {

            /** Properties of a RevokeUserRequest. */
            interface $Properties {

                /** Name of the user. */
                user?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RevokeUserRequest. */
            type $Shape = consilium.v1.RevokeUserRequest.$Properties;
        }

        /**
         * Properties of a ListUsersRequest.
         * @deprecated Use consilium.v1.ListUsersRequest.$Properties instead.
         */
        interface IListUsersRequest extends consilium.v1.ListUsersRequest.$Properties {
        }

        /** Nothing to say yet. */
        class ListUsersRequest {

            /**
             * Constructs a new ListUsersRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ListUsersRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Creates a new ListUsersRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListUsersRequest instance
             */
            static create(properties: consilium.v1.ListUsersRequest.$Shape): consilium.v1.ListUsersRequest & consilium.v1.ListUsersRequest.$Shape;
            static create(properties?: consilium.v1.ListUsersRequest.$Properties): consilium.v1.ListUsersRequest;

            /**
             * Encodes the specified ListUsersRequest message. Does not implicitly {@link consilium.v1.ListUsersRequest.verify|verify} messages.
             * @param message ListUsersRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ListUsersRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListUsersRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ListUsersRequest & consilium.v1.ListUsersRequest.$Shape} ListUsersRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ListUsersRequest & consilium.v1.ListUsersRequest.$Shape;
        }

        namespace ListUsersRequest {

            /** Properties of a ListUsersRequest. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListUsersRequest. */
            type $Shape = consilium.v1.ListUsersRequest.$Properties;
        }

        /**
         * Properties of a ListUsersResponse.
         * @deprecated Use consilium.v1.ListUsersResponse.$Properties instead.
         */
        interface IListUsersResponse extends consilium.v1.ListUsersResponse.$Properties {
        }

        /** All users. */
        class ListUsersResponse {

            /**
             * Constructs a new ListUsersResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ListUsersResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** By name. */
            users: consilium.v1.UserInfo.$Properties[];

            /**
             * Creates a new ListUsersResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListUsersResponse instance
             */
            static create(properties: consilium.v1.ListUsersResponse.$Shape): consilium.v1.ListUsersResponse & consilium.v1.ListUsersResponse.$Shape;
            static create(properties?: consilium.v1.ListUsersResponse.$Properties): consilium.v1.ListUsersResponse;

            /**
             * Encodes the specified ListUsersResponse message. Does not implicitly {@link consilium.v1.ListUsersResponse.verify|verify} messages.
             * @param message ListUsersResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ListUsersResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListUsersResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ListUsersResponse & consilium.v1.ListUsersResponse.$Shape} ListUsersResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ListUsersResponse & consilium.v1.ListUsersResponse.$Shape;
        }

        namespace ListUsersResponse {

            /** Properties of a ListUsersResponse. */
            interface $Properties {

                /** By name. */
                users?: (consilium.v1.UserInfo.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListUsersResponse. */
            type $Shape = consilium.v1.ListUsersResponse.$Properties;
        }

        /**
         * Properties of a UserInfo.
         * @deprecated Use consilium.v1.UserInfo.$Properties instead.
         */
        interface IUserInfo extends consilium.v1.UserInfo.$Properties {
        }

        /** One user. */
        class UserInfo {

            /**
             * Constructs a new UserInfo.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.UserInfo.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Name of the user. */
            user: string;

            /** Roles, in the order of AddUserRequest. */
            roles: string[];

            /** invited, active or revoked. */
            state: string;

            /** SHA-256 of the key with which the user speaks, hex; empty for one who has not joined or was revoked. */
            key: string;

            /** When the user was added, in milliseconds since the Unix epoch. */
            addedMs: number;

            /** When the certificate of the key ends, in milliseconds since the Unix epoch; 0 where the store does not know. */
            expiresMs: number;

            /** By what a provider knows the user; none for one with a key. */
            provider?: (consilium.v1.ProviderIdentity.$Properties|null);

            /**
             * Creates a new UserInfo instance using the specified properties.
             * @param [properties] Properties to set
             * @returns UserInfo instance
             */
            static create(properties: consilium.v1.UserInfo.$Shape): consilium.v1.UserInfo & consilium.v1.UserInfo.$Shape;
            static create(properties?: consilium.v1.UserInfo.$Properties): consilium.v1.UserInfo;

            /**
             * Encodes the specified UserInfo message. Does not implicitly {@link consilium.v1.UserInfo.verify|verify} messages.
             * @param message UserInfo message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.UserInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a UserInfo message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.UserInfo & consilium.v1.UserInfo.$Shape} UserInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.UserInfo & consilium.v1.UserInfo.$Shape;
        }

        namespace UserInfo {

            /** Properties of a UserInfo. */
            interface $Properties {

                /** Name of the user. */
                user?: (string|null);

                /** Roles, in the order of AddUserRequest. */
                roles?: (string[]|null);

                /** invited, active or revoked. */
                state?: (string|null);

                /** SHA-256 of the key with which the user speaks, hex; empty for one who has not joined or was revoked. */
                key?: (string|null);

                /** When the user was added, in milliseconds since the Unix epoch. */
                addedMs?: (number|null);

                /** When the certificate of the key ends, in milliseconds since the Unix epoch; 0 where the store does not know. */
                expiresMs?: (number|null);

                /** By what a provider knows the user; none for one with a key. */
                provider?: (consilium.v1.ProviderIdentity.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a UserInfo. */
            type $Shape = consilium.v1.UserInfo.$Properties;
        }

        /**
         * Properties of a ProviderIdentity.
         * @deprecated Use consilium.v1.ProviderIdentity.$Properties instead.
         */
        interface IProviderIdentity extends consilium.v1.ProviderIdentity.$Properties {
        }

        /** By what an identity provider knows a user. */
        class ProviderIdentity {

            /**
             * Constructs a new ProviderIdentity.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ProviderIdentity.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** The provider's issuer identifier. */
            issuer: string;

            /** The name that tokens have to bear, in the claim that the coordinator looks at. */
            name: string;

            /** The subject of the first token that came with that name: no other counts from then on. Empty before it. */
            subject: string;

            /**
             * Creates a new ProviderIdentity instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ProviderIdentity instance
             */
            static create(properties: consilium.v1.ProviderIdentity.$Shape): consilium.v1.ProviderIdentity & consilium.v1.ProviderIdentity.$Shape;
            static create(properties?: consilium.v1.ProviderIdentity.$Properties): consilium.v1.ProviderIdentity;

            /**
             * Encodes the specified ProviderIdentity message. Does not implicitly {@link consilium.v1.ProviderIdentity.verify|verify} messages.
             * @param message ProviderIdentity message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ProviderIdentity.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ProviderIdentity message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ProviderIdentity & consilium.v1.ProviderIdentity.$Shape} ProviderIdentity
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ProviderIdentity & consilium.v1.ProviderIdentity.$Shape;
        }

        namespace ProviderIdentity {

            /** Properties of a ProviderIdentity. */
            interface $Properties {

                /** The provider's issuer identifier. */
                issuer?: (string|null);

                /** The name that tokens have to bear, in the claim that the coordinator looks at. */
                name?: (string|null);

                /** The subject of the first token that came with that name: no other counts from then on. Empty before it. */
                subject?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ProviderIdentity. */
            type $Shape = consilium.v1.ProviderIdentity.$Properties;
        }

        /**
         * Properties of a ReadAuditRequest.
         * @deprecated Use consilium.v1.ReadAuditRequest.$Properties instead.
         */
        interface IReadAuditRequest extends consilium.v1.ReadAuditRequest.$Properties {
        }

        /** Asks for the whole audit log. */
        class ReadAuditRequest {

            /**
             * Constructs a new ReadAuditRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ReadAuditRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Entries after the first so many. */
            after: number;

            /**
             * Creates a new ReadAuditRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ReadAuditRequest instance
             */
            static create(properties: consilium.v1.ReadAuditRequest.$Shape): consilium.v1.ReadAuditRequest & consilium.v1.ReadAuditRequest.$Shape;
            static create(properties?: consilium.v1.ReadAuditRequest.$Properties): consilium.v1.ReadAuditRequest;

            /**
             * Encodes the specified ReadAuditRequest message. Does not implicitly {@link consilium.v1.ReadAuditRequest.verify|verify} messages.
             * @param message ReadAuditRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ReadAuditRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReadAuditRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ReadAuditRequest & consilium.v1.ReadAuditRequest.$Shape} ReadAuditRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ReadAuditRequest & consilium.v1.ReadAuditRequest.$Shape;
        }

        namespace ReadAuditRequest {

            /** Properties of a ReadAuditRequest. */
            interface $Properties {

                /** Entries after the first so many. */
                after?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReadAuditRequest. */
            type $Shape = consilium.v1.ReadAuditRequest.$Properties;
        }

        /**
         * Properties of an AuditPiece.
         * @deprecated Use consilium.v1.AuditPiece.$Properties instead.
         */
        interface IAuditPiece extends consilium.v1.AuditPiece.$Properties {
        }

        /** A part of the audit log: the first one has key and checkpoint, all others entries. */
        class AuditPiece {

            /**
             * Constructs a new AuditPiece.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.AuditPiece.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** The key that signs the log (C2SP verifier key). */
            verifierKey: string;

            /** The newest checkpoint (C2SP signed note); entries that follow may be newer. Empty where there is no entry. */
            checkpoint: string;

            /** Entries, a line of canonical JSON each, in their order. */
            entries: string[];

            /**
             * Creates a new AuditPiece instance using the specified properties.
             * @param [properties] Properties to set
             * @returns AuditPiece instance
             */
            static create(properties: consilium.v1.AuditPiece.$Shape): consilium.v1.AuditPiece & consilium.v1.AuditPiece.$Shape;
            static create(properties?: consilium.v1.AuditPiece.$Properties): consilium.v1.AuditPiece;

            /**
             * Encodes the specified AuditPiece message. Does not implicitly {@link consilium.v1.AuditPiece.verify|verify} messages.
             * @param message AuditPiece message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.AuditPiece.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AuditPiece message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.AuditPiece & consilium.v1.AuditPiece.$Shape} AuditPiece
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.AuditPiece & consilium.v1.AuditPiece.$Shape;
        }

        namespace AuditPiece {

            /** Properties of an AuditPiece. */
            interface $Properties {

                /** The key that signs the log (C2SP verifier key). */
                verifierKey?: (string|null);

                /** The newest checkpoint (C2SP signed note); entries that follow may be newer. Empty where there is no entry. */
                checkpoint?: (string|null);

                /** Entries, a line of canonical JSON each, in their order. */
                entries?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AuditPiece. */
            type $Shape = consilium.v1.AuditPiece.$Properties;
        }

        /**
         * Properties of a RunLogPiece.
         * @deprecated Use consilium.v1.RunLogPiece.$Properties instead.
         */
        interface IRunLogPiece extends consilium.v1.RunLogPiece.$Properties {
        }

        /** A part of what the audit log has of a run: the first one has key and checkpoint, all others entries and contributions. */
        class RunLogPiece {

            /**
             * Constructs a new RunLogPiece.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.RunLogPiece.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** The key that signs the log (C2SP verifier key). */
            verifierKey: string;

            /** The newest checkpoint (C2SP signed note), which covers all entries that follow. Empty where there is no entry. */
            checkpoint: string;

            /** Entries of the coordinator itself, in their order. Those of members are not among them: they name addresses. */
            entries: consilium.v1.RunLogEntry.$Properties[];

            /** Updates that were counted, from the entries of sites. */
            contributions: consilium.v1.CountedContribution.$Properties[];

            /**
             * Creates a new RunLogPiece instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RunLogPiece instance
             */
            static create(properties: consilium.v1.RunLogPiece.$Shape): consilium.v1.RunLogPiece & consilium.v1.RunLogPiece.$Shape;
            static create(properties?: consilium.v1.RunLogPiece.$Properties): consilium.v1.RunLogPiece;

            /**
             * Encodes the specified RunLogPiece message. Does not implicitly {@link consilium.v1.RunLogPiece.verify|verify} messages.
             * @param message RunLogPiece message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.RunLogPiece.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RunLogPiece message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.RunLogPiece & consilium.v1.RunLogPiece.$Shape} RunLogPiece
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.RunLogPiece & consilium.v1.RunLogPiece.$Shape;
        }

        namespace RunLogPiece {

            /** Properties of a RunLogPiece. */
            interface $Properties {

                /** The key that signs the log (C2SP verifier key). */
                verifierKey?: (string|null);

                /** The newest checkpoint (C2SP signed note), which covers all entries that follow. Empty where there is no entry. */
                checkpoint?: (string|null);

                /** Entries of the coordinator itself, in their order. Those of members are not among them: they name addresses. */
                entries?: (consilium.v1.RunLogEntry.$Properties[]|null);

                /** Updates that were counted, from the entries of sites. */
                contributions?: (consilium.v1.CountedContribution.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RunLogPiece. */
            type $Shape = consilium.v1.RunLogPiece.$Properties;
        }

        /**
         * Properties of a RunLogEntry.
         * @deprecated Use consilium.v1.RunLogEntry.$Properties instead.
         */
        interface IRunLogEntry extends consilium.v1.RunLogEntry.$Properties {
        }

        /** An entry, and that it is in the log. */
        class RunLogEntry {

            /**
             * Constructs a new RunLogEntry.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.RunLogEntry.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Its place, counted from 1. */
            position: number;

            /** A line of canonical JSON. */
            line: string;

            /** Hashes that lead from it to the root of the checkpoint (RFC 6962, section 2.1.1). */
            inclusion: Uint8Array[];

            /**
             * Creates a new RunLogEntry instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RunLogEntry instance
             */
            static create(properties: consilium.v1.RunLogEntry.$Shape): consilium.v1.RunLogEntry & consilium.v1.RunLogEntry.$Shape;
            static create(properties?: consilium.v1.RunLogEntry.$Properties): consilium.v1.RunLogEntry;

            /**
             * Encodes the specified RunLogEntry message. Does not implicitly {@link consilium.v1.RunLogEntry.verify|verify} messages.
             * @param message RunLogEntry message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.RunLogEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RunLogEntry message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.RunLogEntry & consilium.v1.RunLogEntry.$Shape} RunLogEntry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.RunLogEntry & consilium.v1.RunLogEntry.$Shape;
        }

        namespace RunLogEntry {

            /** Properties of a RunLogEntry. */
            interface $Properties {

                /** Its place, counted from 1. */
                position?: (number|null);

                /** A line of canonical JSON. */
                line?: (string|null);

                /** Hashes that lead from it to the root of the checkpoint (RFC 6962, section 2.1.1). */
                inclusion?: (Uint8Array[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RunLogEntry. */
            type $Shape = consilium.v1.RunLogEntry.$Properties;
        }

        /**
         * Properties of a CountedContribution.
         * @deprecated Use consilium.v1.CountedContribution.$Properties instead.
         */
        interface ICountedContribution extends consilium.v1.CountedContribution.$Properties {
        }

        /** An update that was counted. */
        class CountedContribution {

            /**
             * Constructs a new CountedContribution.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.CountedContribution.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Round, counted from 1. */
            round: number;

            /** Attempt, counted from 1. */
            attempt: number;

            /** Site that sent it. */
            site: string;

            /** SHA-256 of the key by which the site was known, hex. */
            key: string;

            /** SHA-256 of the update, hex. */
            update: string;

            /** Number of the last entry of the ledger that has paid, as the site said; 0 where it said none. */
            ledgerSequence: number;

            /** SHA-256 of that entry, hex; empty where it said none. */
            ledgerHash: string;

            /**
             * Creates a new CountedContribution instance using the specified properties.
             * @param [properties] Properties to set
             * @returns CountedContribution instance
             */
            static create(properties: consilium.v1.CountedContribution.$Shape): consilium.v1.CountedContribution & consilium.v1.CountedContribution.$Shape;
            static create(properties?: consilium.v1.CountedContribution.$Properties): consilium.v1.CountedContribution;

            /**
             * Encodes the specified CountedContribution message. Does not implicitly {@link consilium.v1.CountedContribution.verify|verify} messages.
             * @param message CountedContribution message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.CountedContribution.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CountedContribution message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.CountedContribution & consilium.v1.CountedContribution.$Shape} CountedContribution
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.CountedContribution & consilium.v1.CountedContribution.$Shape;
        }

        namespace CountedContribution {

            /** Properties of a CountedContribution. */
            interface $Properties {

                /** Round, counted from 1. */
                round?: (number|null);

                /** Attempt, counted from 1. */
                attempt?: (number|null);

                /** Site that sent it. */
                site?: (string|null);

                /** SHA-256 of the key by which the site was known, hex. */
                key?: (string|null);

                /** SHA-256 of the update, hex. */
                update?: (string|null);

                /** Number of the last entry of the ledger that has paid, as the site said; 0 where it said none. */
                ledgerSequence?: (number|null);

                /** SHA-256 of that entry, hex; empty where it said none. */
                ledgerHash?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CountedContribution. */
            type $Shape = consilium.v1.CountedContribution.$Properties;
        }

        /**
         * Properties of a RegisterModelRequest.
         * @deprecated Use consilium.v1.RegisterModelRequest.$Properties instead.
         */
        interface IRegisterModelRequest extends consilium.v1.RegisterModelRequest.$Properties {
        }

        /** A dossier to make a version of a model. */
        class RegisterModelRequest {

            /**
             * Constructs a new RegisterModelRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.RegisterModelRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Name of the model: small letters, digits and hyphens. */
            name: string;

            /** Content of manifest.json of the dossier; its SHA-256 is the address of the dossier. */
            manifest: Uint8Array;

            /**
             * Creates a new RegisterModelRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RegisterModelRequest instance
             */
            static create(properties: consilium.v1.RegisterModelRequest.$Shape): consilium.v1.RegisterModelRequest & consilium.v1.RegisterModelRequest.$Shape;
            static create(properties?: consilium.v1.RegisterModelRequest.$Properties): consilium.v1.RegisterModelRequest;

            /**
             * Encodes the specified RegisterModelRequest message. Does not implicitly {@link consilium.v1.RegisterModelRequest.verify|verify} messages.
             * @param message RegisterModelRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.RegisterModelRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RegisterModelRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.RegisterModelRequest & consilium.v1.RegisterModelRequest.$Shape} RegisterModelRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.RegisterModelRequest & consilium.v1.RegisterModelRequest.$Shape;
        }

        namespace RegisterModelRequest {

            /** Properties of a RegisterModelRequest. */
            interface $Properties {

                /** Name of the model: small letters, digits and hyphens. */
                name?: (string|null);

                /** Content of manifest.json of the dossier; its SHA-256 is the address of the dossier. */
                manifest?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RegisterModelRequest. */
            type $Shape = consilium.v1.RegisterModelRequest.$Properties;
        }

        /**
         * Properties of a ProposeModelRequest.
         * @deprecated Use consilium.v1.ProposeModelRequest.$Properties instead.
         */
        interface IProposeModelRequest extends consilium.v1.ProposeModelRequest.$Properties {
        }

        /** A version to propose. */
        class ProposeModelRequest {

            /**
             * Constructs a new ProposeModelRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ProposeModelRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Name of the model. */
            name: string;

            /** Version, counted from 1. */
            version: number;

            /** What it is to be used for: 1 to 1000 characters. */
            use: string;

            /** low, moderate or high. */
            risk: string;

            /**
             * Creates a new ProposeModelRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ProposeModelRequest instance
             */
            static create(properties: consilium.v1.ProposeModelRequest.$Shape): consilium.v1.ProposeModelRequest & consilium.v1.ProposeModelRequest.$Shape;
            static create(properties?: consilium.v1.ProposeModelRequest.$Properties): consilium.v1.ProposeModelRequest;

            /**
             * Encodes the specified ProposeModelRequest message. Does not implicitly {@link consilium.v1.ProposeModelRequest.verify|verify} messages.
             * @param message ProposeModelRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ProposeModelRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ProposeModelRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ProposeModelRequest & consilium.v1.ProposeModelRequest.$Shape} ProposeModelRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ProposeModelRequest & consilium.v1.ProposeModelRequest.$Shape;
        }

        namespace ProposeModelRequest {

            /** Properties of a ProposeModelRequest. */
            interface $Properties {

                /** Name of the model. */
                name?: (string|null);

                /** Version, counted from 1. */
                version?: (number|null);

                /** What it is to be used for: 1 to 1000 characters. */
                use?: (string|null);

                /** low, moderate or high. */
                risk?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ProposeModelRequest. */
            type $Shape = consilium.v1.ProposeModelRequest.$Properties;
        }

        /**
         * Properties of an ApproveModelRequest.
         * @deprecated Use consilium.v1.ApproveModelRequest.$Properties instead.
         */
        interface IApproveModelRequest extends consilium.v1.ApproveModelRequest.$Properties {
        }

        /** A version to approve. */
        class ApproveModelRequest {

            /**
             * Constructs a new ApproveModelRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ApproveModelRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Name of the model. */
            name: string;

            /** Version, counted from 1. */
            version: number;

            /** Address of the dossier that was read, hex. */
            dossier: string;

            /** Why, for others to read: 1 to 1000 characters. */
            reason: string;

            /** When the approval ends, in milliseconds since the Unix epoch. */
            untilMs: number;

            /** The caller's public key, SPKI in PEM. */
            publicKeyPem: string;

            /** By that key, over name, version, dossier, use, risk and end (lib/model/src/approval.ts). */
            signature: Uint8Array;

            /**
             * Creates a new ApproveModelRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ApproveModelRequest instance
             */
            static create(properties: consilium.v1.ApproveModelRequest.$Shape): consilium.v1.ApproveModelRequest & consilium.v1.ApproveModelRequest.$Shape;
            static create(properties?: consilium.v1.ApproveModelRequest.$Properties): consilium.v1.ApproveModelRequest;

            /**
             * Encodes the specified ApproveModelRequest message. Does not implicitly {@link consilium.v1.ApproveModelRequest.verify|verify} messages.
             * @param message ApproveModelRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ApproveModelRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an ApproveModelRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ApproveModelRequest & consilium.v1.ApproveModelRequest.$Shape} ApproveModelRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ApproveModelRequest & consilium.v1.ApproveModelRequest.$Shape;
        }

        namespace ApproveModelRequest {

            /** Properties of an ApproveModelRequest. */
            interface $Properties {

                /** Name of the model. */
                name?: (string|null);

                /** Version, counted from 1. */
                version?: (number|null);

                /** Address of the dossier that was read, hex. */
                dossier?: (string|null);

                /** Why, for others to read: 1 to 1000 characters. */
                reason?: (string|null);

                /** When the approval ends, in milliseconds since the Unix epoch. */
                untilMs?: (number|null);

                /** The caller's public key, SPKI in PEM. */
                publicKeyPem?: (string|null);

                /** By that key, over name, version, dossier, use, risk and end (lib/model/src/approval.ts). */
                signature?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an ApproveModelRequest. */
            type $Shape = consilium.v1.ApproveModelRequest.$Properties;
        }

        /**
         * Properties of a ModelDecisionRequest.
         * @deprecated Use consilium.v1.ModelDecisionRequest.$Properties instead.
         */
        interface IModelDecisionRequest extends consilium.v1.ModelDecisionRequest.$Properties {
        }

        /** A version to reject or withdraw. */
        class ModelDecisionRequest {

            /**
             * Constructs a new ModelDecisionRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ModelDecisionRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Name of the model. */
            name: string;

            /** Version, counted from 1. */
            version: number;

            /** Why, for others to read: 1 to 1000 characters. */
            reason: string;

            /**
             * Creates a new ModelDecisionRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ModelDecisionRequest instance
             */
            static create(properties: consilium.v1.ModelDecisionRequest.$Shape): consilium.v1.ModelDecisionRequest & consilium.v1.ModelDecisionRequest.$Shape;
            static create(properties?: consilium.v1.ModelDecisionRequest.$Properties): consilium.v1.ModelDecisionRequest;

            /**
             * Encodes the specified ModelDecisionRequest message. Does not implicitly {@link consilium.v1.ModelDecisionRequest.verify|verify} messages.
             * @param message ModelDecisionRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ModelDecisionRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ModelDecisionRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ModelDecisionRequest & consilium.v1.ModelDecisionRequest.$Shape} ModelDecisionRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ModelDecisionRequest & consilium.v1.ModelDecisionRequest.$Shape;
        }

        namespace ModelDecisionRequest {

            /** Properties of a ModelDecisionRequest. */
            interface $Properties {

                /** Name of the model. */
                name?: (string|null);

                /** Version, counted from 1. */
                version?: (number|null);

                /** Why, for others to read: 1 to 1000 characters. */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ModelDecisionRequest. */
            type $Shape = consilium.v1.ModelDecisionRequest.$Properties;
        }

        /**
         * Properties of a ListModelsRequest.
         * @deprecated Use consilium.v1.ListModelsRequest.$Properties instead.
         */
        interface IListModelsRequest extends consilium.v1.ListModelsRequest.$Properties {
        }

        /** Which versions. */
        class ListModelsRequest {

            /**
             * Constructs a new ListModelsRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ListModelsRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Name of the model; empty for all. */
            name: string;

            /**
             * Creates a new ListModelsRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListModelsRequest instance
             */
            static create(properties: consilium.v1.ListModelsRequest.$Shape): consilium.v1.ListModelsRequest & consilium.v1.ListModelsRequest.$Shape;
            static create(properties?: consilium.v1.ListModelsRequest.$Properties): consilium.v1.ListModelsRequest;

            /**
             * Encodes the specified ListModelsRequest message. Does not implicitly {@link consilium.v1.ListModelsRequest.verify|verify} messages.
             * @param message ListModelsRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ListModelsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListModelsRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ListModelsRequest & consilium.v1.ListModelsRequest.$Shape} ListModelsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ListModelsRequest & consilium.v1.ListModelsRequest.$Shape;
        }

        namespace ListModelsRequest {

            /** Properties of a ListModelsRequest. */
            interface $Properties {

                /** Name of the model; empty for all. */
                name?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListModelsRequest. */
            type $Shape = consilium.v1.ListModelsRequest.$Properties;
        }

        /**
         * Properties of a ListModelsResponse.
         * @deprecated Use consilium.v1.ListModelsResponse.$Properties instead.
         */
        interface IListModelsResponse extends consilium.v1.ListModelsResponse.$Properties {
        }

        /** Versions of models. */
        class ListModelsResponse {

            /**
             * Constructs a new ListModelsResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ListModelsResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** By name and number. */
            models: consilium.v1.ModelVersionInfo.$Properties[];

            /**
             * Creates a new ListModelsResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListModelsResponse instance
             */
            static create(properties: consilium.v1.ListModelsResponse.$Shape): consilium.v1.ListModelsResponse & consilium.v1.ListModelsResponse.$Shape;
            static create(properties?: consilium.v1.ListModelsResponse.$Properties): consilium.v1.ListModelsResponse;

            /**
             * Encodes the specified ListModelsResponse message. Does not implicitly {@link consilium.v1.ListModelsResponse.verify|verify} messages.
             * @param message ListModelsResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ListModelsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListModelsResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ListModelsResponse & consilium.v1.ListModelsResponse.$Shape} ListModelsResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ListModelsResponse & consilium.v1.ListModelsResponse.$Shape;
        }

        namespace ListModelsResponse {

            /** Properties of a ListModelsResponse. */
            interface $Properties {

                /** By name and number. */
                models?: (consilium.v1.ModelVersionInfo.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListModelsResponse. */
            type $Shape = consilium.v1.ListModelsResponse.$Properties;
        }

        /**
         * Properties of a ModelVersionInfo.
         * @deprecated Use consilium.v1.ModelVersionInfo.$Properties instead.
         */
        interface IModelVersionInfo extends consilium.v1.ModelVersionInfo.$Properties {
        }

        /** A version of a model. */
        class ModelVersionInfo {

            /**
             * Constructs a new ModelVersionInfo.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ModelVersionInfo.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Name of the model. */
            name: string;

            /** Version, counted from 1, never used again. */
            version: number;

            /** registered, proposed, approved, rejected, withdrawn or expired. */
            state: string;

            /** Address of its dossier, hex. */
            dossier: string;

            /** SHA-256 of the weights, hex. */
            modelHash: string;

            /** SHA-256 of the plan, hex. */
            planHash: string;

            /** The run that has made it. */
            run: string;

            /** completed, stopped or failed. */
            outcome: string;

            /** Parts that the dossier does not have. */
            missing: string[];

            /** What people have done about it, oldest first. */
            acts: consilium.v1.ModelAct.$Properties[];

            /**
             * Creates a new ModelVersionInfo instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ModelVersionInfo instance
             */
            static create(properties: consilium.v1.ModelVersionInfo.$Shape): consilium.v1.ModelVersionInfo & consilium.v1.ModelVersionInfo.$Shape;
            static create(properties?: consilium.v1.ModelVersionInfo.$Properties): consilium.v1.ModelVersionInfo;

            /**
             * Encodes the specified ModelVersionInfo message. Does not implicitly {@link consilium.v1.ModelVersionInfo.verify|verify} messages.
             * @param message ModelVersionInfo message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ModelVersionInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ModelVersionInfo message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ModelVersionInfo & consilium.v1.ModelVersionInfo.$Shape} ModelVersionInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ModelVersionInfo & consilium.v1.ModelVersionInfo.$Shape;
        }

        namespace ModelVersionInfo {

            /** Properties of a ModelVersionInfo. */
            interface $Properties {

                /** Name of the model. */
                name?: (string|null);

                /** Version, counted from 1, never used again. */
                version?: (number|null);

                /** registered, proposed, approved, rejected, withdrawn or expired. */
                state?: (string|null);

                /** Address of its dossier, hex. */
                dossier?: (string|null);

                /** SHA-256 of the weights, hex. */
                modelHash?: (string|null);

                /** SHA-256 of the plan, hex. */
                planHash?: (string|null);

                /** The run that has made it. */
                run?: (string|null);

                /** completed, stopped or failed. */
                outcome?: (string|null);

                /** Parts that the dossier does not have. */
                missing?: (string[]|null);

                /** What people have done about it, oldest first. */
                acts?: (consilium.v1.ModelAct.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ModelVersionInfo. */
            type $Shape = consilium.v1.ModelVersionInfo.$Properties;
        }

        /**
         * Properties of a ModelAct.
         * @deprecated Use consilium.v1.ModelAct.$Properties instead.
         */
        interface IModelAct extends consilium.v1.ModelAct.$Properties {
        }

        /** What a person has done about a version. */
        class ModelAct {

            /**
             * Constructs a new ModelAct.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ModelAct.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** registered, proposed, approved, rejected or withdrawn. */
            action: string;

            /** Name of the user. */
            user: string;

            /** When, in milliseconds since the Unix epoch. */
            atMs: number;

            /** Why; empty where nobody was asked. */
            reason: string;

            /** What for, of a proposal. */
            use: string;

            /** low, moderate or high, of a proposal. */
            risk: string;

            /** When an approval ends, in milliseconds since the Unix epoch. */
            untilMs: number;

            /** Of an approval the key that has signed it, SPKI in PEM. */
            publicKeyPem: string;

            /** Its signature. */
            signature: Uint8Array;

            /**
             * Creates a new ModelAct instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ModelAct instance
             */
            static create(properties: consilium.v1.ModelAct.$Shape): consilium.v1.ModelAct & consilium.v1.ModelAct.$Shape;
            static create(properties?: consilium.v1.ModelAct.$Properties): consilium.v1.ModelAct;

            /**
             * Encodes the specified ModelAct message. Does not implicitly {@link consilium.v1.ModelAct.verify|verify} messages.
             * @param message ModelAct message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ModelAct.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ModelAct message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ModelAct & consilium.v1.ModelAct.$Shape} ModelAct
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ModelAct & consilium.v1.ModelAct.$Shape;
        }

        namespace ModelAct {

            /** Properties of a ModelAct. */
            interface $Properties {

                /** registered, proposed, approved, rejected or withdrawn. */
                action?: (string|null);

                /** Name of the user. */
                user?: (string|null);

                /** When, in milliseconds since the Unix epoch. */
                atMs?: (number|null);

                /** Why; empty where nobody was asked. */
                reason?: (string|null);

                /** What for, of a proposal. */
                use?: (string|null);

                /** low, moderate or high, of a proposal. */
                risk?: (string|null);

                /** When an approval ends, in milliseconds since the Unix epoch. */
                untilMs?: (number|null);

                /** Of an approval the key that has signed it, SPKI in PEM. */
                publicKeyPem?: (string|null);

                /** Its signature. */
                signature?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ModelAct. */
            type $Shape = consilium.v1.ModelAct.$Properties;
        }

        /**
         * Properties of a QuarantineSiteRequest.
         * @deprecated Use consilium.v1.QuarantineSiteRequest.$Properties instead.
         */
        interface IQuarantineSiteRequest extends consilium.v1.QuarantineSiteRequest.$Properties {
        }

        /** A site to shut out for a while. */
        class QuarantineSiteRequest {

            /**
             * Constructs a new QuarantineSiteRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.QuarantineSiteRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Site identifier. */
            site: string;

            /** Why, for others to read. */
            reason: string;

            /**
             * Creates a new QuarantineSiteRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns QuarantineSiteRequest instance
             */
            static create(properties: consilium.v1.QuarantineSiteRequest.$Shape): consilium.v1.QuarantineSiteRequest & consilium.v1.QuarantineSiteRequest.$Shape;
            static create(properties?: consilium.v1.QuarantineSiteRequest.$Properties): consilium.v1.QuarantineSiteRequest;

            /**
             * Encodes the specified QuarantineSiteRequest message. Does not implicitly {@link consilium.v1.QuarantineSiteRequest.verify|verify} messages.
             * @param message QuarantineSiteRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.QuarantineSiteRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a QuarantineSiteRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.QuarantineSiteRequest & consilium.v1.QuarantineSiteRequest.$Shape} QuarantineSiteRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.QuarantineSiteRequest & consilium.v1.QuarantineSiteRequest.$Shape;
        }

        namespace QuarantineSiteRequest {

            /** Properties of a QuarantineSiteRequest. */
            interface $Properties {

                /** Site identifier. */
                site?: (string|null);

                /** Why, for others to read. */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a QuarantineSiteRequest. */
            type $Shape = consilium.v1.QuarantineSiteRequest.$Properties;
        }

        /**
         * Properties of a ReleaseSiteRequest.
         * @deprecated Use consilium.v1.ReleaseSiteRequest.$Properties instead.
         */
        interface IReleaseSiteRequest extends consilium.v1.ReleaseSiteRequest.$Properties {
        }

        /** A site to let in again. */
        class ReleaseSiteRequest {

            /**
             * Constructs a new ReleaseSiteRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ReleaseSiteRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Site identifier. */
            site: string;

            /** Why, for others to read. */
            reason: string;

            /**
             * Creates a new ReleaseSiteRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ReleaseSiteRequest instance
             */
            static create(properties: consilium.v1.ReleaseSiteRequest.$Shape): consilium.v1.ReleaseSiteRequest & consilium.v1.ReleaseSiteRequest.$Shape;
            static create(properties?: consilium.v1.ReleaseSiteRequest.$Properties): consilium.v1.ReleaseSiteRequest;

            /**
             * Encodes the specified ReleaseSiteRequest message. Does not implicitly {@link consilium.v1.ReleaseSiteRequest.verify|verify} messages.
             * @param message ReleaseSiteRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ReleaseSiteRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReleaseSiteRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ReleaseSiteRequest & consilium.v1.ReleaseSiteRequest.$Shape} ReleaseSiteRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ReleaseSiteRequest & consilium.v1.ReleaseSiteRequest.$Shape;
        }

        namespace ReleaseSiteRequest {

            /** Properties of a ReleaseSiteRequest. */
            interface $Properties {

                /** Site identifier. */
                site?: (string|null);

                /** Why, for others to read. */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReleaseSiteRequest. */
            type $Shape = consilium.v1.ReleaseSiteRequest.$Properties;
        }

        /**
         * Properties of a ListIncidentsRequest.
         * @deprecated Use consilium.v1.ListIncidentsRequest.$Properties instead.
         */
        interface IListIncidentsRequest extends consilium.v1.ListIncidentsRequest.$Properties {
        }

        /** Which incidents. */
        class ListIncidentsRequest {

            /**
             * Constructs a new ListIncidentsRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ListIncidentsRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Also those that were closed. */
            closed: boolean;

            /**
             * Creates a new ListIncidentsRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListIncidentsRequest instance
             */
            static create(properties: consilium.v1.ListIncidentsRequest.$Shape): consilium.v1.ListIncidentsRequest & consilium.v1.ListIncidentsRequest.$Shape;
            static create(properties?: consilium.v1.ListIncidentsRequest.$Properties): consilium.v1.ListIncidentsRequest;

            /**
             * Encodes the specified ListIncidentsRequest message. Does not implicitly {@link consilium.v1.ListIncidentsRequest.verify|verify} messages.
             * @param message ListIncidentsRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ListIncidentsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListIncidentsRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ListIncidentsRequest & consilium.v1.ListIncidentsRequest.$Shape} ListIncidentsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ListIncidentsRequest & consilium.v1.ListIncidentsRequest.$Shape;
        }

        namespace ListIncidentsRequest {

            /** Properties of a ListIncidentsRequest. */
            interface $Properties {

                /** Also those that were closed. */
                closed?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListIncidentsRequest. */
            type $Shape = consilium.v1.ListIncidentsRequest.$Properties;
        }

        /**
         * Properties of a ListIncidentsResponse.
         * @deprecated Use consilium.v1.ListIncidentsResponse.$Properties instead.
         */
        interface IListIncidentsResponse extends consilium.v1.ListIncidentsResponse.$Properties {
        }

        /** Incidents, the newest first: all that are not closed, and of the closed ones the newest thousand. */
        class ListIncidentsResponse {

            /**
             * Constructs a new ListIncidentsResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.ListIncidentsResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** One each. */
            incidents: consilium.v1.IncidentInfo.$Properties[];

            /**
             * Creates a new ListIncidentsResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListIncidentsResponse instance
             */
            static create(properties: consilium.v1.ListIncidentsResponse.$Shape): consilium.v1.ListIncidentsResponse & consilium.v1.ListIncidentsResponse.$Shape;
            static create(properties?: consilium.v1.ListIncidentsResponse.$Properties): consilium.v1.ListIncidentsResponse;

            /**
             * Encodes the specified ListIncidentsResponse message. Does not implicitly {@link consilium.v1.ListIncidentsResponse.verify|verify} messages.
             * @param message ListIncidentsResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.ListIncidentsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListIncidentsResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.ListIncidentsResponse & consilium.v1.ListIncidentsResponse.$Shape} ListIncidentsResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.ListIncidentsResponse & consilium.v1.ListIncidentsResponse.$Shape;
        }

        namespace ListIncidentsResponse {

            /** Properties of a ListIncidentsResponse. */
            interface $Properties {

                /** One each. */
                incidents?: (consilium.v1.IncidentInfo.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListIncidentsResponse. */
            type $Shape = consilium.v1.ListIncidentsResponse.$Properties;
        }

        /**
         * Properties of an IncidentInfo.
         * @deprecated Use consilium.v1.IncidentInfo.$Properties instead.
         */
        interface IIncidentInfo extends consilium.v1.IncidentInfo.$Properties {
        }

        /** Something that people should look into. */
        class IncidentInfo {

            /**
             * Constructs a new IncidentInfo.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.IncidentInfo.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Its number. */
            incident: number;

            /** What was seen, as a word of docs/operations.md. */
            kind: string;

            /** low, medium or high. */
            severity: string;

            /** About whom: a member such as site/north, coordinator, or strangers. */
            subject: string;

            /** open, acknowledged or closed. */
            state: string;

            /** When it was seen first, ISO 8601, UTC. */
            at: string;

            /** When it was seen last. */
            lastAt: string;

            /** How often it was seen. */
            times: number;

            /** Entries of the audit log that show it. */
            evidence: consilium.v1.IncidentEvidence.$Properties[];

            /** Who looks into it. */
            acknowledged?: (consilium.v1.IncidentAct.$Properties|null);

            /** What a person found. */
            assessment?: (consilium.v1.IncidentAssessment.$Properties|null);

            /** Who assessed it. */
            assessed?: (consilium.v1.IncidentAct.$Properties|null);

            /** Who closed it, and why. */
            closed?: (consilium.v1.IncidentAct.$Properties|null);

            /**
             * Creates a new IncidentInfo instance using the specified properties.
             * @param [properties] Properties to set
             * @returns IncidentInfo instance
             */
            static create(properties: consilium.v1.IncidentInfo.$Shape): consilium.v1.IncidentInfo & consilium.v1.IncidentInfo.$Shape;
            static create(properties?: consilium.v1.IncidentInfo.$Properties): consilium.v1.IncidentInfo;

            /**
             * Encodes the specified IncidentInfo message. Does not implicitly {@link consilium.v1.IncidentInfo.verify|verify} messages.
             * @param message IncidentInfo message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.IncidentInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an IncidentInfo message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.IncidentInfo & consilium.v1.IncidentInfo.$Shape} IncidentInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.IncidentInfo & consilium.v1.IncidentInfo.$Shape;
        }

        namespace IncidentInfo {

            /** Properties of an IncidentInfo. */
            interface $Properties {

                /** Its number. */
                incident?: (number|null);

                /** What was seen, as a word of docs/operations.md. */
                kind?: (string|null);

                /** low, medium or high. */
                severity?: (string|null);

                /** About whom: a member such as site/north, coordinator, or strangers. */
                subject?: (string|null);

                /** open, acknowledged or closed. */
                state?: (string|null);

                /** When it was seen first, ISO 8601, UTC. */
                at?: (string|null);

                /** When it was seen last. */
                lastAt?: (string|null);

                /** How often it was seen. */
                times?: (number|null);

                /** Entries of the audit log that show it. */
                evidence?: (consilium.v1.IncidentEvidence.$Properties[]|null);

                /** Who looks into it. */
                acknowledged?: (consilium.v1.IncidentAct.$Properties|null);

                /** What a person found. */
                assessment?: (consilium.v1.IncidentAssessment.$Properties|null);

                /** Who assessed it. */
                assessed?: (consilium.v1.IncidentAct.$Properties|null);

                /** Who closed it, and why. */
                closed?: (consilium.v1.IncidentAct.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an IncidentInfo. */
            type $Shape = consilium.v1.IncidentInfo.$Properties;
        }

        /**
         * Properties of an IncidentEvidence.
         * @deprecated Use consilium.v1.IncidentEvidence.$Properties instead.
         */
        interface IIncidentEvidence extends consilium.v1.IncidentEvidence.$Properties {
        }

        /** An entry of the audit log. */
        class IncidentEvidence {

            /**
             * Constructs a new IncidentEvidence.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.IncidentEvidence.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Its place, counted from 1. */
            entry: number;

            /** Its leaf hash, hex. */
            hash: string;

            /**
             * Creates a new IncidentEvidence instance using the specified properties.
             * @param [properties] Properties to set
             * @returns IncidentEvidence instance
             */
            static create(properties: consilium.v1.IncidentEvidence.$Shape): consilium.v1.IncidentEvidence & consilium.v1.IncidentEvidence.$Shape;
            static create(properties?: consilium.v1.IncidentEvidence.$Properties): consilium.v1.IncidentEvidence;

            /**
             * Encodes the specified IncidentEvidence message. Does not implicitly {@link consilium.v1.IncidentEvidence.verify|verify} messages.
             * @param message IncidentEvidence message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.IncidentEvidence.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an IncidentEvidence message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.IncidentEvidence & consilium.v1.IncidentEvidence.$Shape} IncidentEvidence
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.IncidentEvidence & consilium.v1.IncidentEvidence.$Shape;
        }

        namespace IncidentEvidence {

            /** Properties of an IncidentEvidence. */
            interface $Properties {

                /** Its place, counted from 1. */
                entry?: (number|null);

                /** Its leaf hash, hex. */
                hash?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an IncidentEvidence. */
            type $Shape = consilium.v1.IncidentEvidence.$Properties;
        }

        /**
         * Properties of an IncidentAct.
         * @deprecated Use consilium.v1.IncidentAct.$Properties instead.
         */
        interface IIncidentAct extends consilium.v1.IncidentAct.$Properties {
        }

        /** What a person did. */
        class IncidentAct {

            /**
             * Constructs a new IncidentAct.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.IncidentAct.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** User name. */
            by: string;

            /** When, ISO 8601, UTC. */
            at: string;

            /** Why, of a closed incident. */
            reason: string;

            /**
             * Creates a new IncidentAct instance using the specified properties.
             * @param [properties] Properties to set
             * @returns IncidentAct instance
             */
            static create(properties: consilium.v1.IncidentAct.$Shape): consilium.v1.IncidentAct & consilium.v1.IncidentAct.$Shape;
            static create(properties?: consilium.v1.IncidentAct.$Properties): consilium.v1.IncidentAct;

            /**
             * Encodes the specified IncidentAct message. Does not implicitly {@link consilium.v1.IncidentAct.verify|verify} messages.
             * @param message IncidentAct message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.IncidentAct.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an IncidentAct message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.IncidentAct & consilium.v1.IncidentAct.$Shape} IncidentAct
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.IncidentAct & consilium.v1.IncidentAct.$Shape;
        }

        namespace IncidentAct {

            /** Properties of an IncidentAct. */
            interface $Properties {

                /** User name. */
                by?: (string|null);

                /** When, ISO 8601, UTC. */
                at?: (string|null);

                /** Why, of a closed incident. */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an IncidentAct. */
            type $Shape = consilium.v1.IncidentAct.$Properties;
        }

        /**
         * Properties of an IncidentAssessment.
         * @deprecated Use consilium.v1.IncidentAssessment.$Properties instead.
         */
        interface IIncidentAssessment extends consilium.v1.IncidentAssessment.$Properties {
        }

        /** What a person found of the four factors of 45 CFR 164.402(2). */
        class IncidentAssessment {

            /**
             * Constructs a new IncidentAssessment.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.IncidentAssessment.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Nature and extent of what is involved. */
            nature: string;

            /** Who used it, or to whom it went. */
            recipient: string;

            /** Whether it was acquired or viewed. */
            acquired: string;

            /** How far the risk was mitigated. */
            mitigation: string;

            /** low-probability or breach. */
            conclusion: string;

            /** How many individuals it is about; 0 where nobody knows. */
            individuals: number;

            /** Day of the discovery, YYYY-MM-DD, where it was before the coordinator saw it; else empty. */
            discovered: string;

            /**
             * Creates a new IncidentAssessment instance using the specified properties.
             * @param [properties] Properties to set
             * @returns IncidentAssessment instance
             */
            static create(properties: consilium.v1.IncidentAssessment.$Shape): consilium.v1.IncidentAssessment & consilium.v1.IncidentAssessment.$Shape;
            static create(properties?: consilium.v1.IncidentAssessment.$Properties): consilium.v1.IncidentAssessment;

            /**
             * Encodes the specified IncidentAssessment message. Does not implicitly {@link consilium.v1.IncidentAssessment.verify|verify} messages.
             * @param message IncidentAssessment message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.IncidentAssessment.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an IncidentAssessment message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.IncidentAssessment & consilium.v1.IncidentAssessment.$Shape} IncidentAssessment
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.IncidentAssessment & consilium.v1.IncidentAssessment.$Shape;
        }

        namespace IncidentAssessment {

            /** Properties of an IncidentAssessment. */
            interface $Properties {

                /** Nature and extent of what is involved. */
                nature?: (string|null);

                /** Who used it, or to whom it went. */
                recipient?: (string|null);

                /** Whether it was acquired or viewed. */
                acquired?: (string|null);

                /** How far the risk was mitigated. */
                mitigation?: (string|null);

                /** low-probability or breach. */
                conclusion?: (string|null);

                /** How many individuals it is about; 0 where nobody knows. */
                individuals?: (number|null);

                /** Day of the discovery, YYYY-MM-DD, where it was before the coordinator saw it; else empty. */
                discovered?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an IncidentAssessment. */
            type $Shape = consilium.v1.IncidentAssessment.$Properties;
        }

        /**
         * Properties of a DecideIncidentRequest.
         * @deprecated Use consilium.v1.DecideIncidentRequest.$Properties instead.
         */
        interface IDecideIncidentRequest extends consilium.v1.DecideIncidentRequest.$Properties {
        }

        /** What a person decides about an incident. */
        class DecideIncidentRequest {

            /**
             * Constructs a new DecideIncidentRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.DecideIncidentRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Its number. */
            incident: number;

            /** Looks into it. */
            acknowledge?: (consilium.v1.IncidentAcknowledgement.$Properties|null);

            /** Has found this. */
            assess?: (consilium.v1.IncidentAssessment.$Properties|null);

            /** Closes it. */
            close?: (consilium.v1.IncidentClosing.$Properties|null);

            /** What. */
            decision?: ("acknowledge"|"assess"|"close");

            /**
             * Creates a new DecideIncidentRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DecideIncidentRequest instance
             */
            static create(properties: consilium.v1.DecideIncidentRequest.$Shape): consilium.v1.DecideIncidentRequest & consilium.v1.DecideIncidentRequest.$Shape;
            static create(properties?: consilium.v1.DecideIncidentRequest.$Properties): consilium.v1.DecideIncidentRequest;

            /**
             * Encodes the specified DecideIncidentRequest message. Does not implicitly {@link consilium.v1.DecideIncidentRequest.verify|verify} messages.
             * @param message DecideIncidentRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.DecideIncidentRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DecideIncidentRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.DecideIncidentRequest & consilium.v1.DecideIncidentRequest.$Shape} DecideIncidentRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.DecideIncidentRequest & consilium.v1.DecideIncidentRequest.$Shape;
        }

        namespace DecideIncidentRequest {

            /** Properties of a DecideIncidentRequest. */
            interface $Properties {

                /** Its number. */
                incident?: (number|null);

                /** Looks into it. */
                acknowledge?: (consilium.v1.IncidentAcknowledgement.$Properties|null);

                /** Has found this. */
                assess?: (consilium.v1.IncidentAssessment.$Properties|null);

                /** Closes it. */
                close?: (consilium.v1.IncidentClosing.$Properties|null);

                /** What. */
                decision?: ("acknowledge"|"assess"|"close");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a DecideIncidentRequest. */
            type $Shape = {
              incident?: number|null;
              acknowledge?: consilium.v1.IncidentAcknowledgement.$Shape|null;
              assess?: consilium.v1.IncidentAssessment.$Shape|null;
              close?: consilium.v1.IncidentClosing.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ decision?: undefined; acknowledge?: null; assess?: null; close?: null }|{ decision?: "acknowledge"; acknowledge: consilium.v1.IncidentAcknowledgement.$Shape; assess?: null; close?: null }|{ decision?: "assess"; acknowledge?: null; assess: consilium.v1.IncidentAssessment.$Shape; close?: null }|{ decision?: "close"; acknowledge?: null; assess?: null; close: consilium.v1.IncidentClosing.$Shape })
            );
        }

        /**
         * Properties of an IncidentAcknowledgement.
         * @deprecated Use consilium.v1.IncidentAcknowledgement.$Properties instead.
         */
        interface IIncidentAcknowledgement extends consilium.v1.IncidentAcknowledgement.$Properties {
        }

        /** Somebody looks into an incident. */
        class IncidentAcknowledgement {

            /**
             * Constructs a new IncidentAcknowledgement.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.IncidentAcknowledgement.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Creates a new IncidentAcknowledgement instance using the specified properties.
             * @param [properties] Properties to set
             * @returns IncidentAcknowledgement instance
             */
            static create(properties: consilium.v1.IncidentAcknowledgement.$Shape): consilium.v1.IncidentAcknowledgement & consilium.v1.IncidentAcknowledgement.$Shape;
            static create(properties?: consilium.v1.IncidentAcknowledgement.$Properties): consilium.v1.IncidentAcknowledgement;

            /**
             * Encodes the specified IncidentAcknowledgement message. Does not implicitly {@link consilium.v1.IncidentAcknowledgement.verify|verify} messages.
             * @param message IncidentAcknowledgement message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.IncidentAcknowledgement.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an IncidentAcknowledgement message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.IncidentAcknowledgement & consilium.v1.IncidentAcknowledgement.$Shape} IncidentAcknowledgement
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.IncidentAcknowledgement & consilium.v1.IncidentAcknowledgement.$Shape;
        }

        namespace IncidentAcknowledgement {

            /** Properties of an IncidentAcknowledgement. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an IncidentAcknowledgement. */
            type $Shape = consilium.v1.IncidentAcknowledgement.$Properties;
        }

        /**
         * Properties of an IncidentClosing.
         * @deprecated Use consilium.v1.IncidentClosing.$Properties instead.
         */
        interface IIncidentClosing extends consilium.v1.IncidentClosing.$Properties {
        }

        /** An incident is over. */
        class IncidentClosing {

            /**
             * Constructs a new IncidentClosing.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.IncidentClosing.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Why, for others to read. */
            reason: string;

            /**
             * Creates a new IncidentClosing instance using the specified properties.
             * @param [properties] Properties to set
             * @returns IncidentClosing instance
             */
            static create(properties: consilium.v1.IncidentClosing.$Shape): consilium.v1.IncidentClosing & consilium.v1.IncidentClosing.$Shape;
            static create(properties?: consilium.v1.IncidentClosing.$Properties): consilium.v1.IncidentClosing;

            /**
             * Encodes the specified IncidentClosing message. Does not implicitly {@link consilium.v1.IncidentClosing.verify|verify} messages.
             * @param message IncidentClosing message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.IncidentClosing.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an IncidentClosing message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.IncidentClosing & consilium.v1.IncidentClosing.$Shape} IncidentClosing
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.IncidentClosing & consilium.v1.IncidentClosing.$Shape;
        }

        namespace IncidentClosing {

            /** Properties of an IncidentClosing. */
            interface $Properties {

                /** Why, for others to read. */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an IncidentClosing. */
            type $Shape = consilium.v1.IncidentClosing.$Properties;
        }

        /**
         * Properties of a JoinRequest.
         * @deprecated Use consilium.v1.JoinRequest.$Properties instead.
         */
        interface IJoinRequest extends consilium.v1.JoinRequest.$Properties {
        }

        /** Who wants to join. */
        class JoinRequest {

            /**
             * Constructs a new JoinRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.JoinRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** The site that the invitation names; empty for a person. */
            site: string;

            /** The secret of the invitation, 20 bytes. */
            token: Uint8Array;

            /** Certificate request (PKCS#10, PEM) of the caller's key, which never travels. */
            requestPem: string;

            /** The user that the invitation names; empty for a site. */
            user: string;

            /**
             * Creates a new JoinRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns JoinRequest instance
             */
            static create(properties: consilium.v1.JoinRequest.$Shape): consilium.v1.JoinRequest & consilium.v1.JoinRequest.$Shape;
            static create(properties?: consilium.v1.JoinRequest.$Properties): consilium.v1.JoinRequest;

            /**
             * Encodes the specified JoinRequest message. Does not implicitly {@link consilium.v1.JoinRequest.verify|verify} messages.
             * @param message JoinRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.JoinRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a JoinRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.JoinRequest & consilium.v1.JoinRequest.$Shape} JoinRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.JoinRequest & consilium.v1.JoinRequest.$Shape;
        }

        namespace JoinRequest {

            /** Properties of a JoinRequest. */
            interface $Properties {

                /** The site that the invitation names; empty for a person. */
                site?: (string|null);

                /** The secret of the invitation, 20 bytes. */
                token?: (Uint8Array|null);

                /** Certificate request (PKCS#10, PEM) of the caller's key, which never travels. */
                requestPem?: (string|null);

                /** The user that the invitation names; empty for a site. */
                user?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a JoinRequest. */
            type $Shape = consilium.v1.JoinRequest.$Properties;
        }

        /**
         * Properties of a JoinResponse.
         * @deprecated Use consilium.v1.JoinResponse.$Properties instead.
         */
        interface IJoinResponse extends consilium.v1.JoinResponse.$Properties {
        }

        /** The caller is admitted. */
        class JoinResponse {

            /**
             * Constructs a new JoinResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: consilium.v1.JoinResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Certificate of the site or user, PEM. */
            certificatePem: string;

            /** Certificates of the authorities, PEM, newest first; while one follows another, also the change, signed by both (lib/trust). */
            authoritiesPem: string;

            /**
             * Creates a new JoinResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns JoinResponse instance
             */
            static create(properties: consilium.v1.JoinResponse.$Shape): consilium.v1.JoinResponse & consilium.v1.JoinResponse.$Shape;
            static create(properties?: consilium.v1.JoinResponse.$Properties): consilium.v1.JoinResponse;

            /**
             * Encodes the specified JoinResponse message. Does not implicitly {@link consilium.v1.JoinResponse.verify|verify} messages.
             * @param message JoinResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: consilium.v1.JoinResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a JoinResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {consilium.v1.JoinResponse & consilium.v1.JoinResponse.$Shape} JoinResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): consilium.v1.JoinResponse & consilium.v1.JoinResponse.$Shape;
        }

        namespace JoinResponse {

            /** Properties of a JoinResponse. */
            interface $Properties {

                /** Certificate of the site or user, PEM. */
                certificatePem?: (string|null);

                /** Certificates of the authorities, PEM, newest first; while one follows another, also the change, signed by both (lib/trust). */
                authoritiesPem?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a JoinResponse. */
            type $Shape = consilium.v1.JoinResponse.$Properties;
        }
    }
}

/** Namespace grpc. */
export namespace grpc {

    /** Namespace health. */
    namespace health {

        /** Namespace v1. */
        namespace v1 {

            /**
             * Properties of a HealthCheckRequest.
             * @deprecated Use grpc.health.v1.HealthCheckRequest.$Properties instead.
             */
            interface IHealthCheckRequest extends grpc.health.v1.HealthCheckRequest.$Properties {
            }

            /** What to check. */
            class HealthCheckRequest {

                /**
                 * Constructs a new HealthCheckRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: grpc.health.v1.HealthCheckRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Fully qualified service name; empty for the whole server. */
                service: string;

                /**
                 * Creates a new HealthCheckRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns HealthCheckRequest instance
                 */
                static create(properties: grpc.health.v1.HealthCheckRequest.$Shape): grpc.health.v1.HealthCheckRequest & grpc.health.v1.HealthCheckRequest.$Shape;
                static create(properties?: grpc.health.v1.HealthCheckRequest.$Properties): grpc.health.v1.HealthCheckRequest;

                /**
                 * Encodes the specified HealthCheckRequest message. Does not implicitly {@link grpc.health.v1.HealthCheckRequest.verify|verify} messages.
                 * @param message HealthCheckRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: grpc.health.v1.HealthCheckRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a HealthCheckRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {grpc.health.v1.HealthCheckRequest & grpc.health.v1.HealthCheckRequest.$Shape} HealthCheckRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.health.v1.HealthCheckRequest & grpc.health.v1.HealthCheckRequest.$Shape;
            }

            namespace HealthCheckRequest {

                /** Properties of a HealthCheckRequest. */
                interface $Properties {

                    /** Fully qualified service name; empty for the whole server. */
                    service?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a HealthCheckRequest. */
                type $Shape = grpc.health.v1.HealthCheckRequest.$Properties;
            }

            /**
             * Properties of a HealthCheckResponse.
             * @deprecated Use grpc.health.v1.HealthCheckResponse.$Properties instead.
             */
            interface IHealthCheckResponse extends grpc.health.v1.HealthCheckResponse.$Properties {
            }

            /** How it stands. */
            class HealthCheckResponse {

                /**
                 * Constructs a new HealthCheckResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: grpc.health.v1.HealthCheckResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** The state. */
                status: grpc.health.v1.HealthCheckResponse.ServingStatus;

                /**
                 * Creates a new HealthCheckResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns HealthCheckResponse instance
                 */
                static create(properties: grpc.health.v1.HealthCheckResponse.$Shape): grpc.health.v1.HealthCheckResponse & grpc.health.v1.HealthCheckResponse.$Shape;
                static create(properties?: grpc.health.v1.HealthCheckResponse.$Properties): grpc.health.v1.HealthCheckResponse;

                /**
                 * Encodes the specified HealthCheckResponse message. Does not implicitly {@link grpc.health.v1.HealthCheckResponse.verify|verify} messages.
                 * @param message HealthCheckResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: grpc.health.v1.HealthCheckResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a HealthCheckResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {grpc.health.v1.HealthCheckResponse & grpc.health.v1.HealthCheckResponse.$Shape} HealthCheckResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.health.v1.HealthCheckResponse & grpc.health.v1.HealthCheckResponse.$Shape;
            }

            namespace HealthCheckResponse {

                /** Properties of a HealthCheckResponse. */
                interface $Properties {

                    /** The state. */
                    status?: (grpc.health.v1.HealthCheckResponse.ServingStatus|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a HealthCheckResponse. */
                type $Shape = grpc.health.v1.HealthCheckResponse.$Properties;

                /** Whether calls are served. */
                enum ServingStatus {

                    /** Not known yet. */
                    UNKNOWN = 0,

                    /** Calls are served. */
                    SERVING = 1,

                    /** Calls are refused. */
                    NOT_SERVING = 2,

                    /** No such service. */
                    SERVICE_UNKNOWN = 3
                }
            }
        }
    }
}
