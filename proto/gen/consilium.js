/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "./protobuf.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const consilium = $root.consilium = (() => {

    /**
     * Namespace consilium.
     * @exports consilium
     * @namespace
     */
    const consilium = {};

    consilium.v1 = (function() {

        /**
         * Namespace v1.
         * @memberof consilium
         * @namespace
         */
        const v1 = {};

        v1.SiteMessage = (function() {

            /**
             * Properties of a SiteMessage.
             * @typedef {Object} consilium.v1.SiteMessage.$Properties
             * @property {consilium.v1.Hello.$Properties|null} [hello] First message of a session.
             * @property {consilium.v1.TaskAnswer.$Properties|null} [taskAnswer] Answer to a task.
             * @property {consilium.v1.EvaluationDeclined.$Properties|null} [evaluationDeclined] Why an evaluation request is not answered by scores.
             * @property {consilium.v1.TaskFailed.$Properties|null} [taskFailed] Training could not be finished after the task was accepted.
             * @property {consilium.v1.SumSaid.$Properties|null} [sumSaid] What a site says next in a sum under masks.
             * @property {consilium.v1.TranscriptSigned.$Properties|null} [transcriptSigned] The site has checked what was made of a sum under masks.
             * @property {consilium.v1.CertificateRequest.$Properties|null} [certificateRequest] The site's certificate is to be renewed.
             * @property {"hello"|"taskAnswer"|"evaluationDeclined"|"taskFailed"|"sumSaid"|"transcriptSigned"|"certificateRequest"} [message] What is being said.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SiteMessage.
             * @memberof consilium.v1
             * @interface ISiteMessage
             * @augments consilium.v1.SiteMessage.$Properties
             * @deprecated Use consilium.v1.SiteMessage.$Properties instead.
             */

            /**
             * Narrowed shape of a SiteMessage.
             * @typedef {{
             *   hello?: consilium.v1.Hello.$Shape|null;
             *   taskAnswer?: consilium.v1.TaskAnswer.$Shape|null;
             *   evaluationDeclined?: consilium.v1.EvaluationDeclined.$Shape|null;
             *   taskFailed?: consilium.v1.TaskFailed.$Shape|null;
             *   sumSaid?: consilium.v1.SumSaid.$Shape|null;
             *   transcriptSigned?: consilium.v1.TranscriptSigned.$Shape|null;
             *   certificateRequest?: consilium.v1.CertificateRequest.$Shape|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ message?: undefined; hello?: null; taskAnswer?: null; evaluationDeclined?: null; taskFailed?: null; sumSaid?: null; transcriptSigned?: null; certificateRequest?: null }|{ message?: "hello"; hello: consilium.v1.Hello.$Shape; taskAnswer?: null; evaluationDeclined?: null; taskFailed?: null; sumSaid?: null; transcriptSigned?: null; certificateRequest?: null }|{ message?: "taskAnswer"; hello?: null; taskAnswer: consilium.v1.TaskAnswer.$Shape; evaluationDeclined?: null; taskFailed?: null; sumSaid?: null; transcriptSigned?: null; certificateRequest?: null }|{ message?: "evaluationDeclined"; hello?: null; taskAnswer?: null; evaluationDeclined: consilium.v1.EvaluationDeclined.$Shape; taskFailed?: null; sumSaid?: null; transcriptSigned?: null; certificateRequest?: null }|{ message?: "taskFailed"; hello?: null; taskAnswer?: null; evaluationDeclined?: null; taskFailed: consilium.v1.TaskFailed.$Shape; sumSaid?: null; transcriptSigned?: null; certificateRequest?: null }|{ message?: "sumSaid"; hello?: null; taskAnswer?: null; evaluationDeclined?: null; taskFailed?: null; sumSaid: consilium.v1.SumSaid.$Shape; transcriptSigned?: null; certificateRequest?: null }|{ message?: "transcriptSigned"; hello?: null; taskAnswer?: null; evaluationDeclined?: null; taskFailed?: null; sumSaid?: null; transcriptSigned: consilium.v1.TranscriptSigned.$Shape; certificateRequest?: null }|{ message?: "certificateRequest"; hello?: null; taskAnswer?: null; evaluationDeclined?: null; taskFailed?: null; sumSaid?: null; transcriptSigned?: null; certificateRequest: consilium.v1.CertificateRequest.$Shape })
             * )} consilium.v1.SiteMessage.$Shape
             */

            /**
             * Constructs a new SiteMessage.
             * @memberof consilium.v1
             * @classdesc From site to coordinator.
             * @constructor
             * @param {consilium.v1.SiteMessage.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SiteMessage = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * First message of a session.
             * @member {consilium.v1.Hello.$Properties|null|undefined} hello
             * @memberof consilium.v1.SiteMessage
             * @instance
             */
            SiteMessage.prototype.hello = null;

            /**
             * Answer to a task.
             * @member {consilium.v1.TaskAnswer.$Properties|null|undefined} taskAnswer
             * @memberof consilium.v1.SiteMessage
             * @instance
             */
            SiteMessage.prototype.taskAnswer = null;

            /**
             * Why an evaluation request is not answered by scores.
             * @member {consilium.v1.EvaluationDeclined.$Properties|null|undefined} evaluationDeclined
             * @memberof consilium.v1.SiteMessage
             * @instance
             */
            SiteMessage.prototype.evaluationDeclined = null;

            /**
             * Training could not be finished after the task was accepted.
             * @member {consilium.v1.TaskFailed.$Properties|null|undefined} taskFailed
             * @memberof consilium.v1.SiteMessage
             * @instance
             */
            SiteMessage.prototype.taskFailed = null;

            /**
             * What a site says next in a sum under masks.
             * @member {consilium.v1.SumSaid.$Properties|null|undefined} sumSaid
             * @memberof consilium.v1.SiteMessage
             * @instance
             */
            SiteMessage.prototype.sumSaid = null;

            /**
             * The site has checked what was made of a sum under masks.
             * @member {consilium.v1.TranscriptSigned.$Properties|null|undefined} transcriptSigned
             * @memberof consilium.v1.SiteMessage
             * @instance
             */
            SiteMessage.prototype.transcriptSigned = null;

            /**
             * The site's certificate is to be renewed.
             * @member {consilium.v1.CertificateRequest.$Properties|null|undefined} certificateRequest
             * @memberof consilium.v1.SiteMessage
             * @instance
             */
            SiteMessage.prototype.certificateRequest = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * What is being said.
             * @member {"hello"|"taskAnswer"|"evaluationDeclined"|"taskFailed"|"sumSaid"|"transcriptSigned"|"certificateRequest"|undefined} message
             * @memberof consilium.v1.SiteMessage
             * @instance
             */
            $Object.defineProperty(SiteMessage.prototype, "message", {
                get: $util.oneOfGetter($oneOfFields = ["hello", "taskAnswer", "evaluationDeclined", "taskFailed", "sumSaid", "transcriptSigned", "certificateRequest"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Creates a new SiteMessage instance using the specified properties.
             * @function create
             * @memberof consilium.v1.SiteMessage
             * @static
             * @param {consilium.v1.SiteMessage.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.SiteMessage} SiteMessage instance
             * @type {{
             *   (properties: consilium.v1.SiteMessage.$Shape): consilium.v1.SiteMessage & consilium.v1.SiteMessage.$Shape;
             *   (properties?: consilium.v1.SiteMessage.$Properties): consilium.v1.SiteMessage;
             * }}
             */
            SiteMessage.create = function(properties) {
                return new SiteMessage(properties);
            };

            /**
             * Encodes the specified SiteMessage message. Does not implicitly {@link consilium.v1.SiteMessage.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.SiteMessage
             * @static
             * @param {consilium.v1.SiteMessage.$Properties} message SiteMessage message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SiteMessage.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.hello != null && $Object.hasOwnProperty.call(message, "hello"))
                    $root.consilium.v1.Hello.encode(message.hello, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.taskAnswer != null && $Object.hasOwnProperty.call(message, "taskAnswer"))
                    $root.consilium.v1.TaskAnswer.encode(message.taskAnswer, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.evaluationDeclined != null && $Object.hasOwnProperty.call(message, "evaluationDeclined"))
                    $root.consilium.v1.EvaluationDeclined.encode(message.evaluationDeclined, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.taskFailed != null && $Object.hasOwnProperty.call(message, "taskFailed"))
                    $root.consilium.v1.TaskFailed.encode(message.taskFailed, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.sumSaid != null && $Object.hasOwnProperty.call(message, "sumSaid"))
                    $root.consilium.v1.SumSaid.encode(message.sumSaid, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.transcriptSigned != null && $Object.hasOwnProperty.call(message, "transcriptSigned"))
                    $root.consilium.v1.TranscriptSigned.encode(message.transcriptSigned, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.certificateRequest != null && $Object.hasOwnProperty.call(message, "certificateRequest"))
                    $root.consilium.v1.CertificateRequest.encode(message.certificateRequest, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SiteMessage message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.SiteMessage
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.SiteMessage & consilium.v1.SiteMessage.$Shape} SiteMessage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SiteMessage.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.SiteMessage();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.hello = $root.consilium.v1.Hello.decode(reader, reader.size(), $undefined, _depth + 1, message.hello);
                            message.message = "hello";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.taskAnswer = $root.consilium.v1.TaskAnswer.decode(reader, reader.size(), $undefined, _depth + 1, message.taskAnswer);
                            message.message = "taskAnswer";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.evaluationDeclined = $root.consilium.v1.EvaluationDeclined.decode(reader, reader.size(), $undefined, _depth + 1, message.evaluationDeclined);
                            message.message = "evaluationDeclined";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.taskFailed = $root.consilium.v1.TaskFailed.decode(reader, reader.size(), $undefined, _depth + 1, message.taskFailed);
                            message.message = "taskFailed";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.sumSaid = $root.consilium.v1.SumSaid.decode(reader, reader.size(), $undefined, _depth + 1, message.sumSaid);
                            message.message = "sumSaid";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.transcriptSigned = $root.consilium.v1.TranscriptSigned.decode(reader, reader.size(), $undefined, _depth + 1, message.transcriptSigned);
                            message.message = "transcriptSigned";
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.certificateRequest = $root.consilium.v1.CertificateRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.certificateRequest);
                            message.message = "certificateRequest";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SiteMessage;
        })();

        v1.CoordinatorMessage = (function() {

            /**
             * Properties of a CoordinatorMessage.
             * @typedef {Object} consilium.v1.CoordinatorMessage.$Properties
             * @property {consilium.v1.Welcome.$Properties|null} [welcome] The session is open.
             * @property {consilium.v1.Problem.$Properties|null} [refused] The session is not opened; the stream ends after this.
             * @property {consilium.v1.Task.$Properties|null} [task] A round to take part in.
             * @property {consilium.v1.EvaluationRequest.$Properties|null} [evaluationRequest] A model to score on held-out patients.
             * @property {consilium.v1.AttemptEnded.$Properties|null} [attemptEnded] An attempt has ended: what belongs to it may be deleted.
             * @property {consilium.v1.Receipt.$Properties|null} [receipt] An update was counted.
             * @property {consilium.v1.RunEnded.$Properties|null} [runEnded] A run has ended.
             * @property {consilium.v1.SumTold.$Properties|null} [sumTold] What a site receives next in a sum under masks.
             * @property {consilium.v1.SumPublished.$Properties|null} [sumPublished] What was made of a sum under masks.
             * @property {consilium.v1.CertificateIssued.$Properties|null} [certificateIssued] Answer to a certificate request.
             * @property {consilium.v1.Authorities.$Properties|null} [authorities] The authorities of the consortium, after the welcome and whenever they change.
             * @property {"welcome"|"refused"|"task"|"evaluationRequest"|"attemptEnded"|"receipt"|"runEnded"|"sumTold"|"sumPublished"|"certificateIssued"|"authorities"} [message] What is being said.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a CoordinatorMessage.
             * @memberof consilium.v1
             * @interface ICoordinatorMessage
             * @augments consilium.v1.CoordinatorMessage.$Properties
             * @deprecated Use consilium.v1.CoordinatorMessage.$Properties instead.
             */

            /**
             * Narrowed shape of a CoordinatorMessage.
             * @typedef {{
             *   welcome?: consilium.v1.Welcome.$Shape|null;
             *   refused?: consilium.v1.Problem.$Shape|null;
             *   task?: consilium.v1.Task.$Shape|null;
             *   evaluationRequest?: consilium.v1.EvaluationRequest.$Shape|null;
             *   attemptEnded?: consilium.v1.AttemptEnded.$Shape|null;
             *   receipt?: consilium.v1.Receipt.$Shape|null;
             *   runEnded?: consilium.v1.RunEnded.$Shape|null;
             *   sumTold?: consilium.v1.SumTold.$Shape|null;
             *   sumPublished?: consilium.v1.SumPublished.$Shape|null;
             *   certificateIssued?: consilium.v1.CertificateIssued.$Shape|null;
             *   authorities?: consilium.v1.Authorities.$Shape|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ message?: undefined; welcome?: null; refused?: null; task?: null; evaluationRequest?: null; attemptEnded?: null; receipt?: null; runEnded?: null; sumTold?: null; sumPublished?: null; certificateIssued?: null; authorities?: null }|{ message?: "welcome"; welcome: consilium.v1.Welcome.$Shape; refused?: null; task?: null; evaluationRequest?: null; attemptEnded?: null; receipt?: null; runEnded?: null; sumTold?: null; sumPublished?: null; certificateIssued?: null; authorities?: null }|{ message?: "refused"; welcome?: null; refused: consilium.v1.Problem.$Shape; task?: null; evaluationRequest?: null; attemptEnded?: null; receipt?: null; runEnded?: null; sumTold?: null; sumPublished?: null; certificateIssued?: null; authorities?: null }|{ message?: "task"; welcome?: null; refused?: null; task: consilium.v1.Task.$Shape; evaluationRequest?: null; attemptEnded?: null; receipt?: null; runEnded?: null; sumTold?: null; sumPublished?: null; certificateIssued?: null; authorities?: null }|{ message?: "evaluationRequest"; welcome?: null; refused?: null; task?: null; evaluationRequest: consilium.v1.EvaluationRequest.$Shape; attemptEnded?: null; receipt?: null; runEnded?: null; sumTold?: null; sumPublished?: null; certificateIssued?: null; authorities?: null }|{ message?: "attemptEnded"; welcome?: null; refused?: null; task?: null; evaluationRequest?: null; attemptEnded: consilium.v1.AttemptEnded.$Shape; receipt?: null; runEnded?: null; sumTold?: null; sumPublished?: null; certificateIssued?: null; authorities?: null }|{ message?: "receipt"; welcome?: null; refused?: null; task?: null; evaluationRequest?: null; attemptEnded?: null; receipt: consilium.v1.Receipt.$Shape; runEnded?: null; sumTold?: null; sumPublished?: null; certificateIssued?: null; authorities?: null }|{ message?: "runEnded"; welcome?: null; refused?: null; task?: null; evaluationRequest?: null; attemptEnded?: null; receipt?: null; runEnded: consilium.v1.RunEnded.$Shape; sumTold?: null; sumPublished?: null; certificateIssued?: null; authorities?: null }|{ message?: "sumTold"; welcome?: null; refused?: null; task?: null; evaluationRequest?: null; attemptEnded?: null; receipt?: null; runEnded?: null; sumTold: consilium.v1.SumTold.$Shape; sumPublished?: null; certificateIssued?: null; authorities?: null }|{ message?: "sumPublished"; welcome?: null; refused?: null; task?: null; evaluationRequest?: null; attemptEnded?: null; receipt?: null; runEnded?: null; sumTold?: null; sumPublished: consilium.v1.SumPublished.$Shape; certificateIssued?: null; authorities?: null }|{ message?: "certificateIssued"; welcome?: null; refused?: null; task?: null; evaluationRequest?: null; attemptEnded?: null; receipt?: null; runEnded?: null; sumTold?: null; sumPublished?: null; certificateIssued: consilium.v1.CertificateIssued.$Shape; authorities?: null }|{ message?: "authorities"; welcome?: null; refused?: null; task?: null; evaluationRequest?: null; attemptEnded?: null; receipt?: null; runEnded?: null; sumTold?: null; sumPublished?: null; certificateIssued?: null; authorities: consilium.v1.Authorities.$Shape })
             * )} consilium.v1.CoordinatorMessage.$Shape
             */

            /**
             * Constructs a new CoordinatorMessage.
             * @memberof consilium.v1
             * @classdesc From coordinator to site.
             * @constructor
             * @param {consilium.v1.CoordinatorMessage.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const CoordinatorMessage = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * The session is open.
             * @member {consilium.v1.Welcome.$Properties|null|undefined} welcome
             * @memberof consilium.v1.CoordinatorMessage
             * @instance
             */
            CoordinatorMessage.prototype.welcome = null;

            /**
             * The session is not opened; the stream ends after this.
             * @member {consilium.v1.Problem.$Properties|null|undefined} refused
             * @memberof consilium.v1.CoordinatorMessage
             * @instance
             */
            CoordinatorMessage.prototype.refused = null;

            /**
             * A round to take part in.
             * @member {consilium.v1.Task.$Properties|null|undefined} task
             * @memberof consilium.v1.CoordinatorMessage
             * @instance
             */
            CoordinatorMessage.prototype.task = null;

            /**
             * A model to score on held-out patients.
             * @member {consilium.v1.EvaluationRequest.$Properties|null|undefined} evaluationRequest
             * @memberof consilium.v1.CoordinatorMessage
             * @instance
             */
            CoordinatorMessage.prototype.evaluationRequest = null;

            /**
             * An attempt has ended: what belongs to it may be deleted.
             * @member {consilium.v1.AttemptEnded.$Properties|null|undefined} attemptEnded
             * @memberof consilium.v1.CoordinatorMessage
             * @instance
             */
            CoordinatorMessage.prototype.attemptEnded = null;

            /**
             * An update was counted.
             * @member {consilium.v1.Receipt.$Properties|null|undefined} receipt
             * @memberof consilium.v1.CoordinatorMessage
             * @instance
             */
            CoordinatorMessage.prototype.receipt = null;

            /**
             * A run has ended.
             * @member {consilium.v1.RunEnded.$Properties|null|undefined} runEnded
             * @memberof consilium.v1.CoordinatorMessage
             * @instance
             */
            CoordinatorMessage.prototype.runEnded = null;

            /**
             * What a site receives next in a sum under masks.
             * @member {consilium.v1.SumTold.$Properties|null|undefined} sumTold
             * @memberof consilium.v1.CoordinatorMessage
             * @instance
             */
            CoordinatorMessage.prototype.sumTold = null;

            /**
             * What was made of a sum under masks.
             * @member {consilium.v1.SumPublished.$Properties|null|undefined} sumPublished
             * @memberof consilium.v1.CoordinatorMessage
             * @instance
             */
            CoordinatorMessage.prototype.sumPublished = null;

            /**
             * Answer to a certificate request.
             * @member {consilium.v1.CertificateIssued.$Properties|null|undefined} certificateIssued
             * @memberof consilium.v1.CoordinatorMessage
             * @instance
             */
            CoordinatorMessage.prototype.certificateIssued = null;

            /**
             * The authorities of the consortium, after the welcome and whenever they change.
             * @member {consilium.v1.Authorities.$Properties|null|undefined} authorities
             * @memberof consilium.v1.CoordinatorMessage
             * @instance
             */
            CoordinatorMessage.prototype.authorities = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * What is being said.
             * @member {"welcome"|"refused"|"task"|"evaluationRequest"|"attemptEnded"|"receipt"|"runEnded"|"sumTold"|"sumPublished"|"certificateIssued"|"authorities"|undefined} message
             * @memberof consilium.v1.CoordinatorMessage
             * @instance
             */
            $Object.defineProperty(CoordinatorMessage.prototype, "message", {
                get: $util.oneOfGetter($oneOfFields = ["welcome", "refused", "task", "evaluationRequest", "attemptEnded", "receipt", "runEnded", "sumTold", "sumPublished", "certificateIssued", "authorities"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Creates a new CoordinatorMessage instance using the specified properties.
             * @function create
             * @memberof consilium.v1.CoordinatorMessage
             * @static
             * @param {consilium.v1.CoordinatorMessage.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.CoordinatorMessage} CoordinatorMessage instance
             * @type {{
             *   (properties: consilium.v1.CoordinatorMessage.$Shape): consilium.v1.CoordinatorMessage & consilium.v1.CoordinatorMessage.$Shape;
             *   (properties?: consilium.v1.CoordinatorMessage.$Properties): consilium.v1.CoordinatorMessage;
             * }}
             */
            CoordinatorMessage.create = function(properties) {
                return new CoordinatorMessage(properties);
            };

            /**
             * Encodes the specified CoordinatorMessage message. Does not implicitly {@link consilium.v1.CoordinatorMessage.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.CoordinatorMessage
             * @static
             * @param {consilium.v1.CoordinatorMessage.$Properties} message CoordinatorMessage message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            CoordinatorMessage.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.welcome != null && $Object.hasOwnProperty.call(message, "welcome"))
                    $root.consilium.v1.Welcome.encode(message.welcome, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.refused != null && $Object.hasOwnProperty.call(message, "refused"))
                    $root.consilium.v1.Problem.encode(message.refused, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.task != null && $Object.hasOwnProperty.call(message, "task"))
                    $root.consilium.v1.Task.encode(message.task, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.evaluationRequest != null && $Object.hasOwnProperty.call(message, "evaluationRequest"))
                    $root.consilium.v1.EvaluationRequest.encode(message.evaluationRequest, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.attemptEnded != null && $Object.hasOwnProperty.call(message, "attemptEnded"))
                    $root.consilium.v1.AttemptEnded.encode(message.attemptEnded, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.receipt != null && $Object.hasOwnProperty.call(message, "receipt"))
                    $root.consilium.v1.Receipt.encode(message.receipt, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.runEnded != null && $Object.hasOwnProperty.call(message, "runEnded"))
                    $root.consilium.v1.RunEnded.encode(message.runEnded, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.sumTold != null && $Object.hasOwnProperty.call(message, "sumTold"))
                    $root.consilium.v1.SumTold.encode(message.sumTold, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.sumPublished != null && $Object.hasOwnProperty.call(message, "sumPublished"))
                    $root.consilium.v1.SumPublished.encode(message.sumPublished, writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
                if (message.certificateIssued != null && $Object.hasOwnProperty.call(message, "certificateIssued"))
                    $root.consilium.v1.CertificateIssued.encode(message.certificateIssued, writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
                if (message.authorities != null && $Object.hasOwnProperty.call(message, "authorities"))
                    $root.consilium.v1.Authorities.encode(message.authorities, writer.uint32(/* id 11, wireType 2 =*/90).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a CoordinatorMessage message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.CoordinatorMessage
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.CoordinatorMessage & consilium.v1.CoordinatorMessage.$Shape} CoordinatorMessage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            CoordinatorMessage.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.CoordinatorMessage();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.welcome = $root.consilium.v1.Welcome.decode(reader, reader.size(), $undefined, _depth + 1, message.welcome);
                            message.message = "welcome";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.refused = $root.consilium.v1.Problem.decode(reader, reader.size(), $undefined, _depth + 1, message.refused);
                            message.message = "refused";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.task = $root.consilium.v1.Task.decode(reader, reader.size(), $undefined, _depth + 1, message.task);
                            message.message = "task";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.evaluationRequest = $root.consilium.v1.EvaluationRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.evaluationRequest);
                            message.message = "evaluationRequest";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.attemptEnded = $root.consilium.v1.AttemptEnded.decode(reader, reader.size(), $undefined, _depth + 1, message.attemptEnded);
                            message.message = "attemptEnded";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.receipt = $root.consilium.v1.Receipt.decode(reader, reader.size(), $undefined, _depth + 1, message.receipt);
                            message.message = "receipt";
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.runEnded = $root.consilium.v1.RunEnded.decode(reader, reader.size(), $undefined, _depth + 1, message.runEnded);
                            message.message = "runEnded";
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.sumTold = $root.consilium.v1.SumTold.decode(reader, reader.size(), $undefined, _depth + 1, message.sumTold);
                            message.message = "sumTold";
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            message.sumPublished = $root.consilium.v1.SumPublished.decode(reader, reader.size(), $undefined, _depth + 1, message.sumPublished);
                            message.message = "sumPublished";
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            message.certificateIssued = $root.consilium.v1.CertificateIssued.decode(reader, reader.size(), $undefined, _depth + 1, message.certificateIssued);
                            message.message = "certificateIssued";
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            message.authorities = $root.consilium.v1.Authorities.decode(reader, reader.size(), $undefined, _depth + 1, message.authorities);
                            message.message = "authorities";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CoordinatorMessage;
        })();

        v1.Hello = (function() {

            /**
             * Properties of a Hello.
             * @typedef {Object} consilium.v1.Hello.$Properties
             * @property {consilium.v1.ProtocolVersion.$Properties|null} [protocol] Version of the wire protocol.
             * @property {string|null} [agentVersion] Version of the agent program, for people.
             * @property {boolean|null} [rehearsal] True when this agent's noise is seeded or absent: a coordinator accepts it for rehearsals only.
             * @property {number|null} [timeSeconds] Clock of the site when it says this, in whole seconds since the Unix epoch.
             * @property {Uint8Array|null} [auditCommitment] The site's word on its own audit log: HMAC-SHA-256 of its newest checkpoint, under a key of 32 random bytes that stays at the site and is
             * used once. The coordinator writes it down; nobody can read it before the site shows key and checkpoint. Empty outside of sessions.
             * @property {number|null} [coordinatorLogSize] How many entries of the coordinator's audit log the checkpoint covers that the site keeps; 0 where it keeps none.
             * @property {number|null} [auditLog] Which audit log of the site this is: 0 for its first one, one more for each that a person began after a damaged one.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Hello.
             * @memberof consilium.v1
             * @interface IHello
             * @augments consilium.v1.Hello.$Properties
             * @deprecated Use consilium.v1.Hello.$Properties instead.
             */

            /**
             * Shape of a Hello.
             * @typedef {consilium.v1.Hello.$Properties} consilium.v1.Hello.$Shape
             */

            /**
             * Constructs a new Hello.
             * @memberof consilium.v1
             * @classdesc Who speaks, in which version.
             * @constructor
             * @param {consilium.v1.Hello.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Hello = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Version of the wire protocol.
             * @member {consilium.v1.ProtocolVersion.$Properties|null|undefined} protocol
             * @memberof consilium.v1.Hello
             * @instance
             */
            Hello.prototype.protocol = null;

            /**
             * Version of the agent program, for people.
             * @member {string} agentVersion
             * @memberof consilium.v1.Hello
             * @instance
             */
            Hello.prototype.agentVersion = "";

            /**
             * True when this agent's noise is seeded or absent: a coordinator accepts it for rehearsals only.
             * @member {boolean} rehearsal
             * @memberof consilium.v1.Hello
             * @instance
             */
            Hello.prototype.rehearsal = false;

            /**
             * Clock of the site when it says this, in whole seconds since the Unix epoch.
             * @member {number} timeSeconds
             * @memberof consilium.v1.Hello
             * @instance
             */
            Hello.prototype.timeSeconds = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * The site's word on its own audit log: HMAC-SHA-256 of its newest checkpoint, under a key of 32 random bytes that stays at the site and is
             * used once. The coordinator writes it down; nobody can read it before the site shows key and checkpoint. Empty outside of sessions.
             * @member {Uint8Array} auditCommitment
             * @memberof consilium.v1.Hello
             * @instance
             */
            Hello.prototype.auditCommitment = $util.newBuffer([]);

            /**
             * How many entries of the coordinator's audit log the checkpoint covers that the site keeps; 0 where it keeps none.
             * @member {number} coordinatorLogSize
             * @memberof consilium.v1.Hello
             * @instance
             */
            Hello.prototype.coordinatorLogSize = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Which audit log of the site this is: 0 for its first one, one more for each that a person began after a damaged one.
             * @member {number} auditLog
             * @memberof consilium.v1.Hello
             * @instance
             */
            Hello.prototype.auditLog = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Creates a new Hello instance using the specified properties.
             * @function create
             * @memberof consilium.v1.Hello
             * @static
             * @param {consilium.v1.Hello.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.Hello} Hello instance
             * @type {{
             *   (properties: consilium.v1.Hello.$Shape): consilium.v1.Hello & consilium.v1.Hello.$Shape;
             *   (properties?: consilium.v1.Hello.$Properties): consilium.v1.Hello;
             * }}
             */
            Hello.create = function(properties) {
                return new Hello(properties);
            };

            /**
             * Encodes the specified Hello message. Does not implicitly {@link consilium.v1.Hello.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.Hello
             * @static
             * @param {consilium.v1.Hello.$Properties} message Hello message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Hello.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.protocol != null && $Object.hasOwnProperty.call(message, "protocol"))
                    $root.consilium.v1.ProtocolVersion.encode(message.protocol, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.agentVersion != null && $Object.hasOwnProperty.call(message, "agentVersion") && message.agentVersion !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.agentVersion);
                if (message.rehearsal != null && $Object.hasOwnProperty.call(message, "rehearsal") && message.rehearsal !== false)
                    writer.uint32(/* id 3, wireType 0 =*/24).bool(message.rehearsal);
                if (message.timeSeconds != null && $Object.hasOwnProperty.call(message, "timeSeconds") && (typeof message.timeSeconds === "object" ? message.timeSeconds.low || message.timeSeconds.high : message.timeSeconds !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.timeSeconds);
                if (message.auditCommitment != null && $Object.hasOwnProperty.call(message, "auditCommitment") && message.auditCommitment.length)
                    writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.auditCommitment);
                if (message.coordinatorLogSize != null && $Object.hasOwnProperty.call(message, "coordinatorLogSize") && (typeof message.coordinatorLogSize === "object" ? message.coordinatorLogSize.low || message.coordinatorLogSize.high : message.coordinatorLogSize !== 0))
                    writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.coordinatorLogSize);
                if (message.auditLog != null && $Object.hasOwnProperty.call(message, "auditLog") && (typeof message.auditLog === "object" ? message.auditLog.low || message.auditLog.high : message.auditLog !== 0))
                    writer.uint32(/* id 7, wireType 0 =*/56).uint64(message.auditLog);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Hello message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.Hello
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.Hello & consilium.v1.Hello.$Shape} Hello
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Hello.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.Hello();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.protocol = $root.consilium.v1.ProtocolVersion.decode(reader, reader.size(), $undefined, _depth + 1, message.protocol);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.agentVersion = value;
                            else
                                delete message.agentVersion;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.rehearsal = value;
                            else
                                delete message.rehearsal;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.timeSeconds = value;
                            else
                                delete message.timeSeconds;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.auditCommitment = value;
                            else
                                delete message.auditCommitment;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.coordinatorLogSize = value;
                            else
                                delete message.coordinatorLogSize;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.auditLog = value;
                            else
                                delete message.auditLog;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Hello;
        })();

        v1.Welcome = (function() {

            /**
             * Properties of a Welcome.
             * @typedef {Object} consilium.v1.Welcome.$Properties
             * @property {consilium.v1.ProtocolVersion.$Properties|null} [protocol] Version of the wire protocol.
             * @property {string|null} [coordinatorVersion] Version of the coordinator program, for people.
             * @property {Array.<consilium.v1.LedgerHead.$Properties>|null} [ledgerHeads] Newest ledger head per data set for which the coordinator holds a receipt from this site.
             * @property {number|null} [timeMs] Clock of the coordinator when it says this, in milliseconds since the Unix epoch. A site compares it with its own and uses it for nothing else.
             * @property {consilium.v1.LogShown.$Properties|null} [coordinatorLog] The coordinator's audit log as it stands; absent where there is none.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Welcome.
             * @memberof consilium.v1
             * @interface IWelcome
             * @augments consilium.v1.Welcome.$Properties
             * @deprecated Use consilium.v1.Welcome.$Properties instead.
             */

            /**
             * Shape of a Welcome.
             * @typedef {consilium.v1.Welcome.$Properties} consilium.v1.Welcome.$Shape
             */

            /**
             * Constructs a new Welcome.
             * @memberof consilium.v1
             * @classdesc The coordinator's answer to Hello.
             * @constructor
             * @param {consilium.v1.Welcome.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Welcome = function (properties) {
                this.ledgerHeads = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Version of the wire protocol.
             * @member {consilium.v1.ProtocolVersion.$Properties|null|undefined} protocol
             * @memberof consilium.v1.Welcome
             * @instance
             */
            Welcome.prototype.protocol = null;

            /**
             * Version of the coordinator program, for people.
             * @member {string} coordinatorVersion
             * @memberof consilium.v1.Welcome
             * @instance
             */
            Welcome.prototype.coordinatorVersion = "";

            /**
             * Newest ledger head per data set for which the coordinator holds a receipt from this site.
             * @member {Array.<consilium.v1.LedgerHead.$Properties>} ledgerHeads
             * @memberof consilium.v1.Welcome
             * @instance
             */
            Welcome.prototype.ledgerHeads = $util.emptyArray;

            /**
             * Clock of the coordinator when it says this, in milliseconds since the Unix epoch. A site compares it with its own and uses it for nothing else.
             * @member {number} timeMs
             * @memberof consilium.v1.Welcome
             * @instance
             */
            Welcome.prototype.timeMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * The coordinator's audit log as it stands; absent where there is none.
             * @member {consilium.v1.LogShown.$Properties|null|undefined} coordinatorLog
             * @memberof consilium.v1.Welcome
             * @instance
             */
            Welcome.prototype.coordinatorLog = null;

            /**
             * Creates a new Welcome instance using the specified properties.
             * @function create
             * @memberof consilium.v1.Welcome
             * @static
             * @param {consilium.v1.Welcome.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.Welcome} Welcome instance
             * @type {{
             *   (properties: consilium.v1.Welcome.$Shape): consilium.v1.Welcome & consilium.v1.Welcome.$Shape;
             *   (properties?: consilium.v1.Welcome.$Properties): consilium.v1.Welcome;
             * }}
             */
            Welcome.create = function(properties) {
                return new Welcome(properties);
            };

            /**
             * Encodes the specified Welcome message. Does not implicitly {@link consilium.v1.Welcome.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.Welcome
             * @static
             * @param {consilium.v1.Welcome.$Properties} message Welcome message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Welcome.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.protocol != null && $Object.hasOwnProperty.call(message, "protocol"))
                    $root.consilium.v1.ProtocolVersion.encode(message.protocol, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.coordinatorVersion != null && $Object.hasOwnProperty.call(message, "coordinatorVersion") && message.coordinatorVersion !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.coordinatorVersion);
                if (message.ledgerHeads != null && message.ledgerHeads.length)
                    for (let i = 0; i < message.ledgerHeads.length; ++i)
                        $root.consilium.v1.LedgerHead.encode(message.ledgerHeads[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.timeMs != null && $Object.hasOwnProperty.call(message, "timeMs") && (typeof message.timeMs === "object" ? message.timeMs.low || message.timeMs.high : message.timeMs !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.timeMs);
                if (message.coordinatorLog != null && $Object.hasOwnProperty.call(message, "coordinatorLog"))
                    $root.consilium.v1.LogShown.encode(message.coordinatorLog, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Welcome message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.Welcome
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.Welcome & consilium.v1.Welcome.$Shape} Welcome
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Welcome.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.Welcome();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.protocol = $root.consilium.v1.ProtocolVersion.decode(reader, reader.size(), $undefined, _depth + 1, message.protocol);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.coordinatorVersion = value;
                            else
                                delete message.coordinatorVersion;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.ledgerHeads && message.ledgerHeads.length))
                                message.ledgerHeads = [];
                            message.ledgerHeads.push($root.consilium.v1.LedgerHead.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.timeMs = value;
                            else
                                delete message.timeMs;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.coordinatorLog = $root.consilium.v1.LogShown.decode(reader, reader.size(), $undefined, _depth + 1, message.coordinatorLog);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Welcome;
        })();

        v1.LogShown = (function() {

            /**
             * Properties of a LogShown.
             * @typedef {Object} consilium.v1.LogShown.$Properties
             * @property {string|null} [verifierKey] The key that signs it (C2SP verifier key).
             * @property {string|null} [checkpoint] Its newest checkpoint (C2SP signed note).
             * @property {Array.<Uint8Array>|null} [proof] That it continues the log of as many entries as Hello named (RFC 6962, section 2.1.2), 32 bytes each.
             * @property {number|null} [entry] Place of the entry about this greeting, counted from 1; 0 where it was left out, as beyond 20 an hour.
             * @property {string|null} [line] That entry, a line of canonical JSON with the commitment of Hello.
             * @property {Array.<Uint8Array>|null} [inclusion] That it is in the log of the checkpoint (RFC 6962, section 2.1.1), 32 bytes each.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a LogShown.
             * @memberof consilium.v1
             * @interface ILogShown
             * @augments consilium.v1.LogShown.$Properties
             * @deprecated Use consilium.v1.LogShown.$Properties instead.
             */

            /**
             * Shape of a LogShown.
             * @typedef {consilium.v1.LogShown.$Properties} consilium.v1.LogShown.$Shape
             */

            /**
             * Constructs a new LogShown.
             * @memberof consilium.v1
             * @classdesc An audit log, as the other side keeps it.
             * @constructor
             * @param {consilium.v1.LogShown.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const LogShown = function (properties) {
                this.proof = [];
                this.inclusion = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * The key that signs it (C2SP verifier key).
             * @member {string} verifierKey
             * @memberof consilium.v1.LogShown
             * @instance
             */
            LogShown.prototype.verifierKey = "";

            /**
             * Its newest checkpoint (C2SP signed note).
             * @member {string} checkpoint
             * @memberof consilium.v1.LogShown
             * @instance
             */
            LogShown.prototype.checkpoint = "";

            /**
             * That it continues the log of as many entries as Hello named (RFC 6962, section 2.1.2), 32 bytes each.
             * @member {Array.<Uint8Array>} proof
             * @memberof consilium.v1.LogShown
             * @instance
             */
            LogShown.prototype.proof = $util.emptyArray;

            /**
             * Place of the entry about this greeting, counted from 1; 0 where it was left out, as beyond 20 an hour.
             * @member {number} entry
             * @memberof consilium.v1.LogShown
             * @instance
             */
            LogShown.prototype.entry = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * That entry, a line of canonical JSON with the commitment of Hello.
             * @member {string} line
             * @memberof consilium.v1.LogShown
             * @instance
             */
            LogShown.prototype.line = "";

            /**
             * That it is in the log of the checkpoint (RFC 6962, section 2.1.1), 32 bytes each.
             * @member {Array.<Uint8Array>} inclusion
             * @memberof consilium.v1.LogShown
             * @instance
             */
            LogShown.prototype.inclusion = $util.emptyArray;

            /**
             * Creates a new LogShown instance using the specified properties.
             * @function create
             * @memberof consilium.v1.LogShown
             * @static
             * @param {consilium.v1.LogShown.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.LogShown} LogShown instance
             * @type {{
             *   (properties: consilium.v1.LogShown.$Shape): consilium.v1.LogShown & consilium.v1.LogShown.$Shape;
             *   (properties?: consilium.v1.LogShown.$Properties): consilium.v1.LogShown;
             * }}
             */
            LogShown.create = function(properties) {
                return new LogShown(properties);
            };

            /**
             * Encodes the specified LogShown message. Does not implicitly {@link consilium.v1.LogShown.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.LogShown
             * @static
             * @param {consilium.v1.LogShown.$Properties} message LogShown message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            LogShown.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.verifierKey != null && $Object.hasOwnProperty.call(message, "verifierKey") && message.verifierKey !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.verifierKey);
                if (message.checkpoint != null && $Object.hasOwnProperty.call(message, "checkpoint") && message.checkpoint !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.checkpoint);
                if (message.proof != null && message.proof.length)
                    for (let i = 0; i < message.proof.length; ++i)
                        writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.proof[i]);
                if (message.entry != null && $Object.hasOwnProperty.call(message, "entry") && (typeof message.entry === "object" ? message.entry.low || message.entry.high : message.entry !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.entry);
                if (message.line != null && $Object.hasOwnProperty.call(message, "line") && message.line !== "")
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.line);
                if (message.inclusion != null && message.inclusion.length)
                    for (let i = 0; i < message.inclusion.length; ++i)
                        writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.inclusion[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a LogShown message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.LogShown
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.LogShown & consilium.v1.LogShown.$Shape} LogShown
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            LogShown.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.LogShown();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.verifierKey = value;
                            else
                                delete message.verifierKey;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.checkpoint = value;
                            else
                                delete message.checkpoint;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.proof && message.proof.length))
                                message.proof = [];
                            message.proof.push(reader.bytes());
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.entry = value;
                            else
                                delete message.entry;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.line = value;
                            else
                                delete message.line;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.inclusion && message.inclusion.length))
                                message.inclusion = [];
                            message.inclusion.push(reader.bytes());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return LogShown;
        })();

        v1.CertificateRequest = (function() {

            /**
             * Properties of a CertificateRequest.
             * @typedef {Object} consilium.v1.CertificateRequest.$Properties
             * @property {string|null} [requestPem] Certificate request (PKCS#10, PEM) of the key that is to follow, or of the same one.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a CertificateRequest.
             * @memberof consilium.v1
             * @interface ICertificateRequest
             * @augments consilium.v1.CertificateRequest.$Properties
             * @deprecated Use consilium.v1.CertificateRequest.$Properties instead.
             */

            /**
             * Shape of a CertificateRequest.
             * @typedef {consilium.v1.CertificateRequest.$Properties} consilium.v1.CertificateRequest.$Shape
             */

            /**
             * Constructs a new CertificateRequest.
             * @memberof consilium.v1
             * @classdesc Asks for a certificate that follows the one which opened this session. The session, of which a site has one, is the proof of the old key; the
             * request is signed by the new one.
             * @constructor
             * @param {consilium.v1.CertificateRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const CertificateRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Certificate request (PKCS#10, PEM) of the key that is to follow, or of the same one.
             * @member {string} requestPem
             * @memberof consilium.v1.CertificateRequest
             * @instance
             */
            CertificateRequest.prototype.requestPem = "";

            /**
             * Creates a new CertificateRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.CertificateRequest
             * @static
             * @param {consilium.v1.CertificateRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.CertificateRequest} CertificateRequest instance
             * @type {{
             *   (properties: consilium.v1.CertificateRequest.$Shape): consilium.v1.CertificateRequest & consilium.v1.CertificateRequest.$Shape;
             *   (properties?: consilium.v1.CertificateRequest.$Properties): consilium.v1.CertificateRequest;
             * }}
             */
            CertificateRequest.create = function(properties) {
                return new CertificateRequest(properties);
            };

            /**
             * Encodes the specified CertificateRequest message. Does not implicitly {@link consilium.v1.CertificateRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.CertificateRequest
             * @static
             * @param {consilium.v1.CertificateRequest.$Properties} message CertificateRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            CertificateRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.requestPem != null && $Object.hasOwnProperty.call(message, "requestPem") && message.requestPem !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.requestPem);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a CertificateRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.CertificateRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.CertificateRequest & consilium.v1.CertificateRequest.$Shape} CertificateRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            CertificateRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.CertificateRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.requestPem = value;
                            else
                                delete message.requestPem;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CertificateRequest;
        })();

        v1.CertificateIssued = (function() {

            /**
             * Properties of a CertificateIssued.
             * @typedef {Object} consilium.v1.CertificateIssued.$Properties
             * @property {string|null} [certificatePem] Certificate of the site for that key, PEM; empty when refused.
             * @property {consilium.v1.Problem.$Properties|null} [problem] Why there is none.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a CertificateIssued.
             * @memberof consilium.v1
             * @interface ICertificateIssued
             * @augments consilium.v1.CertificateIssued.$Properties
             * @deprecated Use consilium.v1.CertificateIssued.$Properties instead.
             */

            /**
             * Shape of a CertificateIssued.
             * @typedef {consilium.v1.CertificateIssued.$Properties} consilium.v1.CertificateIssued.$Shape
             */

            /**
             * Constructs a new CertificateIssued.
             * @memberof consilium.v1
             * @classdesc What became of a certificate request. The old certificate and key go on until a session was opened with the new ones.
             * @constructor
             * @param {consilium.v1.CertificateIssued.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const CertificateIssued = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Certificate of the site for that key, PEM; empty when refused.
             * @member {string} certificatePem
             * @memberof consilium.v1.CertificateIssued
             * @instance
             */
            CertificateIssued.prototype.certificatePem = "";

            /**
             * Why there is none.
             * @member {consilium.v1.Problem.$Properties|null|undefined} problem
             * @memberof consilium.v1.CertificateIssued
             * @instance
             */
            CertificateIssued.prototype.problem = null;

            /**
             * Creates a new CertificateIssued instance using the specified properties.
             * @function create
             * @memberof consilium.v1.CertificateIssued
             * @static
             * @param {consilium.v1.CertificateIssued.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.CertificateIssued} CertificateIssued instance
             * @type {{
             *   (properties: consilium.v1.CertificateIssued.$Shape): consilium.v1.CertificateIssued & consilium.v1.CertificateIssued.$Shape;
             *   (properties?: consilium.v1.CertificateIssued.$Properties): consilium.v1.CertificateIssued;
             * }}
             */
            CertificateIssued.create = function(properties) {
                return new CertificateIssued(properties);
            };

            /**
             * Encodes the specified CertificateIssued message. Does not implicitly {@link consilium.v1.CertificateIssued.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.CertificateIssued
             * @static
             * @param {consilium.v1.CertificateIssued.$Properties} message CertificateIssued message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            CertificateIssued.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.certificatePem != null && $Object.hasOwnProperty.call(message, "certificatePem") && message.certificatePem !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.certificatePem);
                if (message.problem != null && $Object.hasOwnProperty.call(message, "problem"))
                    $root.consilium.v1.Problem.encode(message.problem, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a CertificateIssued message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.CertificateIssued
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.CertificateIssued & consilium.v1.CertificateIssued.$Shape} CertificateIssued
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            CertificateIssued.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.CertificateIssued();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.certificatePem = value;
                            else
                                delete message.certificatePem;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.problem = $root.consilium.v1.Problem.decode(reader, reader.size(), $undefined, _depth + 1, message.problem);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CertificateIssued;
        })();

        v1.Authorities = (function() {

            /**
             * Properties of an Authorities.
             * @typedef {Object} consilium.v1.Authorities.$Properties
             * @property {string|null} [pem] Certificates of the authorities, PEM, newest first; while one follows another, also the change, signed by both (lib/trust).
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Authorities.
             * @memberof consilium.v1
             * @interface IAuthorities
             * @augments consilium.v1.Authorities.$Properties
             * @deprecated Use consilium.v1.Authorities.$Properties instead.
             */

            /**
             * Shape of an Authorities.
             * @typedef {consilium.v1.Authorities.$Properties} consilium.v1.Authorities.$Shape
             */

            /**
             * Constructs a new Authorities.
             * @memberof consilium.v1
             * @classdesc Who issues certificates of the consortium.
             * @constructor
             * @param {consilium.v1.Authorities.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Authorities = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Certificates of the authorities, PEM, newest first; while one follows another, also the change, signed by both (lib/trust).
             * @member {string} pem
             * @memberof consilium.v1.Authorities
             * @instance
             */
            Authorities.prototype.pem = "";

            /**
             * Creates a new Authorities instance using the specified properties.
             * @function create
             * @memberof consilium.v1.Authorities
             * @static
             * @param {consilium.v1.Authorities.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.Authorities} Authorities instance
             * @type {{
             *   (properties: consilium.v1.Authorities.$Shape): consilium.v1.Authorities & consilium.v1.Authorities.$Shape;
             *   (properties?: consilium.v1.Authorities.$Properties): consilium.v1.Authorities;
             * }}
             */
            Authorities.create = function(properties) {
                return new Authorities(properties);
            };

            /**
             * Encodes the specified Authorities message. Does not implicitly {@link consilium.v1.Authorities.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.Authorities
             * @static
             * @param {consilium.v1.Authorities.$Properties} message Authorities message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Authorities.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.pem != null && $Object.hasOwnProperty.call(message, "pem") && message.pem !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.pem);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Authorities message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.Authorities
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.Authorities & consilium.v1.Authorities.$Shape} Authorities
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Authorities.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.Authorities();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.pem = value;
                            else
                                delete message.pem;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Authorities;
        })();

        v1.LedgerHead = (function() {

            /**
             * Properties of a LedgerHead.
             * @typedef {Object} consilium.v1.LedgerHead.$Properties
             * @property {string|null} [dataset] Data set that the ledger is about.
             * @property {number|null} [sequence] Sequence number of the last entry.
             * @property {string|null} [hash] SHA-256 of the last entry, hex.
             * @property {string|null} [mac] The site's own proof that it reported this, 64 hex digits; kept and shown again as it came. A coordinator cannot check it, nor make one.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a LedgerHead.
             * @memberof consilium.v1
             * @interface ILedgerHead
             * @augments consilium.v1.LedgerHead.$Properties
             * @deprecated Use consilium.v1.LedgerHead.$Properties instead.
             */

            /**
             * Shape of a LedgerHead.
             * @typedef {consilium.v1.LedgerHead.$Properties} consilium.v1.LedgerHead.$Shape
             */

            /**
             * Constructs a new LedgerHead.
             * @memberof consilium.v1
             * @classdesc Where a site's ledger stood when an update was made.
             * @constructor
             * @param {consilium.v1.LedgerHead.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const LedgerHead = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Data set that the ledger is about.
             * @member {string} dataset
             * @memberof consilium.v1.LedgerHead
             * @instance
             */
            LedgerHead.prototype.dataset = "";

            /**
             * Sequence number of the last entry.
             * @member {number} sequence
             * @memberof consilium.v1.LedgerHead
             * @instance
             */
            LedgerHead.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * SHA-256 of the last entry, hex.
             * @member {string} hash
             * @memberof consilium.v1.LedgerHead
             * @instance
             */
            LedgerHead.prototype.hash = "";

            /**
             * The site's own proof that it reported this, 64 hex digits; kept and shown again as it came. A coordinator cannot check it, nor make one.
             * @member {string} mac
             * @memberof consilium.v1.LedgerHead
             * @instance
             */
            LedgerHead.prototype.mac = "";

            /**
             * Creates a new LedgerHead instance using the specified properties.
             * @function create
             * @memberof consilium.v1.LedgerHead
             * @static
             * @param {consilium.v1.LedgerHead.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.LedgerHead} LedgerHead instance
             * @type {{
             *   (properties: consilium.v1.LedgerHead.$Shape): consilium.v1.LedgerHead & consilium.v1.LedgerHead.$Shape;
             *   (properties?: consilium.v1.LedgerHead.$Properties): consilium.v1.LedgerHead;
             * }}
             */
            LedgerHead.create = function(properties) {
                return new LedgerHead(properties);
            };

            /**
             * Encodes the specified LedgerHead message. Does not implicitly {@link consilium.v1.LedgerHead.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.LedgerHead
             * @static
             * @param {consilium.v1.LedgerHead.$Properties} message LedgerHead message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            LedgerHead.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.dataset != null && $Object.hasOwnProperty.call(message, "dataset") && message.dataset !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.dataset);
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.sequence);
                if (message.hash != null && $Object.hasOwnProperty.call(message, "hash") && message.hash !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.hash);
                if (message.mac != null && $Object.hasOwnProperty.call(message, "mac") && message.mac !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.mac);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a LedgerHead message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.LedgerHead
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.LedgerHead & consilium.v1.LedgerHead.$Shape} LedgerHead
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            LedgerHead.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.LedgerHead();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.dataset = value;
                            else
                                delete message.dataset;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.sequence = value;
                            else
                                delete message.sequence;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.hash = value;
                            else
                                delete message.hash;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.mac = value;
                            else
                                delete message.mac;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return LedgerHead;
        })();

        v1.Task = (function() {

            /**
             * Properties of a Task.
             * @typedef {Object} consilium.v1.Task.$Properties
             * @property {consilium.v1.AttemptKey.$Properties|null} [key] Which attempt.
             * @property {string|null} [study] Study that the run belongs to.
             * @property {string|null} [planHash] SHA-256 of the plan's canonical JSON, hex; fetched with GetBlob. All privacy parameters follow from the plan.
             * @property {string|null} [baseHash] SHA-256 of the model that this round starts from, hex; little-endian float32 in manifest order.
             * @property {number|null} [baseBytes] Length of that model in bytes.
             * @property {Array.<consilium.v1.Tensor.$Properties>|null} [manifest] The tensors of the model, in order; must equal what the plan says.
             * @property {Array.<string>|null} [participants] Sites asked to take part; of a sum under masks, in the order of the roster.
             * @property {number|null} [deadlineMs] When the attempt closes, in milliseconds since the Unix epoch.
             * @property {consilium.v1.MaskedSum.$Properties|null} [maskedSum] Set where updates are summed under masks: what binds them, beside this task. Absent where a site sends its own noised update.
             * @property {Uint8Array|null} [base] The model, where it is short: it need not be fetched. Empty otherwise, and sometimes where it is short too.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Task.
             * @memberof consilium.v1
             * @interface ITask
             * @augments consilium.v1.Task.$Properties
             * @deprecated Use consilium.v1.Task.$Properties instead.
             */

            /**
             * Shape of a Task.
             * @typedef {consilium.v1.Task.$Properties} consilium.v1.Task.$Shape
             */

            /**
             * Constructs a new Task.
             * @memberof consilium.v1
             * @classdesc One round, as offered to one site.
             * @constructor
             * @param {consilium.v1.Task.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Task = function (properties) {
                this.manifest = [];
                this.participants = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Which attempt.
             * @member {consilium.v1.AttemptKey.$Properties|null|undefined} key
             * @memberof consilium.v1.Task
             * @instance
             */
            Task.prototype.key = null;

            /**
             * Study that the run belongs to.
             * @member {string} study
             * @memberof consilium.v1.Task
             * @instance
             */
            Task.prototype.study = "";

            /**
             * SHA-256 of the plan's canonical JSON, hex; fetched with GetBlob. All privacy parameters follow from the plan.
             * @member {string} planHash
             * @memberof consilium.v1.Task
             * @instance
             */
            Task.prototype.planHash = "";

            /**
             * SHA-256 of the model that this round starts from, hex; little-endian float32 in manifest order.
             * @member {string} baseHash
             * @memberof consilium.v1.Task
             * @instance
             */
            Task.prototype.baseHash = "";

            /**
             * Length of that model in bytes.
             * @member {number} baseBytes
             * @memberof consilium.v1.Task
             * @instance
             */
            Task.prototype.baseBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * The tensors of the model, in order; must equal what the plan says.
             * @member {Array.<consilium.v1.Tensor.$Properties>} manifest
             * @memberof consilium.v1.Task
             * @instance
             */
            Task.prototype.manifest = $util.emptyArray;

            /**
             * Sites asked to take part; of a sum under masks, in the order of the roster.
             * @member {Array.<string>} participants
             * @memberof consilium.v1.Task
             * @instance
             */
            Task.prototype.participants = $util.emptyArray;

            /**
             * When the attempt closes, in milliseconds since the Unix epoch.
             * @member {number} deadlineMs
             * @memberof consilium.v1.Task
             * @instance
             */
            Task.prototype.deadlineMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Set where updates are summed under masks: what binds them, beside this task. Absent where a site sends its own noised update.
             * @member {consilium.v1.MaskedSum.$Properties|null|undefined} maskedSum
             * @memberof consilium.v1.Task
             * @instance
             */
            Task.prototype.maskedSum = null;

            /**
             * The model, where it is short: it need not be fetched. Empty otherwise, and sometimes where it is short too.
             * @member {Uint8Array} base
             * @memberof consilium.v1.Task
             * @instance
             */
            Task.prototype.base = $util.newBuffer([]);

            /**
             * Creates a new Task instance using the specified properties.
             * @function create
             * @memberof consilium.v1.Task
             * @static
             * @param {consilium.v1.Task.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.Task} Task instance
             * @type {{
             *   (properties: consilium.v1.Task.$Shape): consilium.v1.Task & consilium.v1.Task.$Shape;
             *   (properties?: consilium.v1.Task.$Properties): consilium.v1.Task;
             * }}
             */
            Task.create = function(properties) {
                return new Task(properties);
            };

            /**
             * Encodes the specified Task message. Does not implicitly {@link consilium.v1.Task.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.Task
             * @static
             * @param {consilium.v1.Task.$Properties} message Task message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Task.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.key != null && $Object.hasOwnProperty.call(message, "key"))
                    $root.consilium.v1.AttemptKey.encode(message.key, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.study != null && $Object.hasOwnProperty.call(message, "study") && message.study !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.study);
                if (message.planHash != null && $Object.hasOwnProperty.call(message, "planHash") && message.planHash !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.planHash);
                if (message.baseHash != null && $Object.hasOwnProperty.call(message, "baseHash") && message.baseHash !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.baseHash);
                if (message.baseBytes != null && $Object.hasOwnProperty.call(message, "baseBytes") && (typeof message.baseBytes === "object" ? message.baseBytes.low || message.baseBytes.high : message.baseBytes !== 0))
                    writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.baseBytes);
                if (message.manifest != null && message.manifest.length)
                    for (let i = 0; i < message.manifest.length; ++i)
                        $root.consilium.v1.Tensor.encode(message.manifest[i], writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.participants != null && message.participants.length)
                    for (let i = 0; i < message.participants.length; ++i)
                        writer.uint32(/* id 7, wireType 2 =*/58).string(message.participants[i]);
                if (message.deadlineMs != null && $Object.hasOwnProperty.call(message, "deadlineMs") && (typeof message.deadlineMs === "object" ? message.deadlineMs.low || message.deadlineMs.high : message.deadlineMs !== 0))
                    writer.uint32(/* id 8, wireType 0 =*/64).uint64(message.deadlineMs);
                if (message.maskedSum != null && $Object.hasOwnProperty.call(message, "maskedSum"))
                    $root.consilium.v1.MaskedSum.encode(message.maskedSum, writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
                if (message.base != null && $Object.hasOwnProperty.call(message, "base") && message.base.length)
                    writer.uint32(/* id 10, wireType 2 =*/82).bytes(message.base);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Task message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.Task
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.Task & consilium.v1.Task.$Shape} Task
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Task.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.Task();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.key = $root.consilium.v1.AttemptKey.decode(reader, reader.size(), $undefined, _depth + 1, message.key);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.study = value;
                            else
                                delete message.study;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.planHash = value;
                            else
                                delete message.planHash;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.baseHash = value;
                            else
                                delete message.baseHash;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.baseBytes = value;
                            else
                                delete message.baseBytes;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.manifest && message.manifest.length))
                                message.manifest = [];
                            message.manifest.push($root.consilium.v1.Tensor.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if (!(message.participants && message.participants.length))
                                message.participants = [];
                            message.participants.push(reader.stringVerify());
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.deadlineMs = value;
                            else
                                delete message.deadlineMs;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            message.maskedSum = $root.consilium.v1.MaskedSum.decode(reader, reader.size(), $undefined, _depth + 1, message.maskedSum);
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.base = value;
                            else
                                delete message.base;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Task;
        })();

        v1.MaskedSum = (function() {

            /**
             * Properties of a MaskedSum.
             * @typedef {Object} consilium.v1.MaskedSum.$Properties
             * @property {string|null} [rosterHash] SHA-256 of the consortium's roster, hex; a site takes part only under the roster that it has accepted.
             * @property {string|null} [parent] SHA-256 of the transcript of the last sum of the run, hex; zeros before the first.
             * @property {number|null} [parentBytes] Length of that transcript in bytes; fetched with GetBlob by a site that has not seen it.
             * @property {Array.<Uint8Array>|null} [parentWords] Words of sites that have signed that transcript, for a site that has not: it may have missed rounds before.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a MaskedSum.
             * @memberof consilium.v1
             * @interface IMaskedSum
             * @augments consilium.v1.MaskedSum.$Properties
             * @deprecated Use consilium.v1.MaskedSum.$Properties instead.
             */

            /**
             * Shape of a MaskedSum.
             * @typedef {consilium.v1.MaskedSum.$Properties} consilium.v1.MaskedSum.$Shape
             */

            /**
             * Constructs a new MaskedSum.
             * @memberof consilium.v1
             * @classdesc A sum under masks, as far as its task does not say it already (lib/secure-sum, docs/proofs/masked-sum.md).
             * @constructor
             * @param {consilium.v1.MaskedSum.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const MaskedSum = function (properties) {
                this.parentWords = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SHA-256 of the consortium's roster, hex; a site takes part only under the roster that it has accepted.
             * @member {string} rosterHash
             * @memberof consilium.v1.MaskedSum
             * @instance
             */
            MaskedSum.prototype.rosterHash = "";

            /**
             * SHA-256 of the transcript of the last sum of the run, hex; zeros before the first.
             * @member {string} parent
             * @memberof consilium.v1.MaskedSum
             * @instance
             */
            MaskedSum.prototype.parent = "";

            /**
             * Length of that transcript in bytes; fetched with GetBlob by a site that has not seen it.
             * @member {number} parentBytes
             * @memberof consilium.v1.MaskedSum
             * @instance
             */
            MaskedSum.prototype.parentBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Words of sites that have signed that transcript, for a site that has not: it may have missed rounds before.
             * @member {Array.<Uint8Array>} parentWords
             * @memberof consilium.v1.MaskedSum
             * @instance
             */
            MaskedSum.prototype.parentWords = $util.emptyArray;

            /**
             * Creates a new MaskedSum instance using the specified properties.
             * @function create
             * @memberof consilium.v1.MaskedSum
             * @static
             * @param {consilium.v1.MaskedSum.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.MaskedSum} MaskedSum instance
             * @type {{
             *   (properties: consilium.v1.MaskedSum.$Shape): consilium.v1.MaskedSum & consilium.v1.MaskedSum.$Shape;
             *   (properties?: consilium.v1.MaskedSum.$Properties): consilium.v1.MaskedSum;
             * }}
             */
            MaskedSum.create = function(properties) {
                return new MaskedSum(properties);
            };

            /**
             * Encodes the specified MaskedSum message. Does not implicitly {@link consilium.v1.MaskedSum.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.MaskedSum
             * @static
             * @param {consilium.v1.MaskedSum.$Properties} message MaskedSum message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            MaskedSum.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.rosterHash != null && $Object.hasOwnProperty.call(message, "rosterHash") && message.rosterHash !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.rosterHash);
                if (message.parent != null && $Object.hasOwnProperty.call(message, "parent") && message.parent !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.parent);
                if (message.parentBytes != null && $Object.hasOwnProperty.call(message, "parentBytes") && (typeof message.parentBytes === "object" ? message.parentBytes.low || message.parentBytes.high : message.parentBytes !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.parentBytes);
                if (message.parentWords != null && message.parentWords.length)
                    for (let i = 0; i < message.parentWords.length; ++i)
                        writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.parentWords[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a MaskedSum message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.MaskedSum
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.MaskedSum & consilium.v1.MaskedSum.$Shape} MaskedSum
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            MaskedSum.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.MaskedSum();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.rosterHash = value;
                            else
                                delete message.rosterHash;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.parent = value;
                            else
                                delete message.parent;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.parentBytes = value;
                            else
                                delete message.parentBytes;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.parentWords && message.parentWords.length))
                                message.parentWords = [];
                            message.parentWords.push(reader.bytes());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return MaskedSum;
        })();

        v1.TaskAnswer = (function() {

            /**
             * Properties of a TaskAnswer.
             * @typedef {Object} consilium.v1.TaskAnswer.$Properties
             * @property {consilium.v1.AttemptKey.$Properties|null} [key] Which attempt.
             * @property {consilium.v1.Problem.$Properties|null} [refusal] Empty when the site takes part; else why not.
             * @property {Uint8Array|null} [sumMessage] The site's first message of a sum under masks: its keys for this attempt, signed.
             * @property {Uint8Array|null} [parentWord] Where the site has just checked the transcript before this sum: its signature under it, as bytes of lib/secure-sum.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a TaskAnswer.
             * @memberof consilium.v1
             * @interface ITaskAnswer
             * @augments consilium.v1.TaskAnswer.$Properties
             * @deprecated Use consilium.v1.TaskAnswer.$Properties instead.
             */

            /**
             * Shape of a TaskAnswer.
             * @typedef {consilium.v1.TaskAnswer.$Properties} consilium.v1.TaskAnswer.$Shape
             */

            /**
             * Constructs a new TaskAnswer.
             * @memberof consilium.v1
             * @classdesc Whether a site takes part.
             * @constructor
             * @param {consilium.v1.TaskAnswer.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const TaskAnswer = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Which attempt.
             * @member {consilium.v1.AttemptKey.$Properties|null|undefined} key
             * @memberof consilium.v1.TaskAnswer
             * @instance
             */
            TaskAnswer.prototype.key = null;

            /**
             * Empty when the site takes part; else why not.
             * @member {consilium.v1.Problem.$Properties|null|undefined} refusal
             * @memberof consilium.v1.TaskAnswer
             * @instance
             */
            TaskAnswer.prototype.refusal = null;

            /**
             * The site's first message of a sum under masks: its keys for this attempt, signed.
             * @member {Uint8Array} sumMessage
             * @memberof consilium.v1.TaskAnswer
             * @instance
             */
            TaskAnswer.prototype.sumMessage = $util.newBuffer([]);

            /**
             * Where the site has just checked the transcript before this sum: its signature under it, as bytes of lib/secure-sum.
             * @member {Uint8Array} parentWord
             * @memberof consilium.v1.TaskAnswer
             * @instance
             */
            TaskAnswer.prototype.parentWord = $util.newBuffer([]);

            /**
             * Creates a new TaskAnswer instance using the specified properties.
             * @function create
             * @memberof consilium.v1.TaskAnswer
             * @static
             * @param {consilium.v1.TaskAnswer.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.TaskAnswer} TaskAnswer instance
             * @type {{
             *   (properties: consilium.v1.TaskAnswer.$Shape): consilium.v1.TaskAnswer & consilium.v1.TaskAnswer.$Shape;
             *   (properties?: consilium.v1.TaskAnswer.$Properties): consilium.v1.TaskAnswer;
             * }}
             */
            TaskAnswer.create = function(properties) {
                return new TaskAnswer(properties);
            };

            /**
             * Encodes the specified TaskAnswer message. Does not implicitly {@link consilium.v1.TaskAnswer.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.TaskAnswer
             * @static
             * @param {consilium.v1.TaskAnswer.$Properties} message TaskAnswer message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TaskAnswer.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.key != null && $Object.hasOwnProperty.call(message, "key"))
                    $root.consilium.v1.AttemptKey.encode(message.key, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.refusal != null && $Object.hasOwnProperty.call(message, "refusal"))
                    $root.consilium.v1.Problem.encode(message.refusal, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.sumMessage != null && $Object.hasOwnProperty.call(message, "sumMessage") && message.sumMessage.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.sumMessage);
                if (message.parentWord != null && $Object.hasOwnProperty.call(message, "parentWord") && message.parentWord.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.parentWord);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a TaskAnswer message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.TaskAnswer
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.TaskAnswer & consilium.v1.TaskAnswer.$Shape} TaskAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TaskAnswer.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.TaskAnswer();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.key = $root.consilium.v1.AttemptKey.decode(reader, reader.size(), $undefined, _depth + 1, message.key);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.refusal = $root.consilium.v1.Problem.decode(reader, reader.size(), $undefined, _depth + 1, message.refusal);
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.sumMessage = value;
                            else
                                delete message.sumMessage;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.parentWord = value;
                            else
                                delete message.parentWord;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return TaskAnswer;
        })();

        v1.SumSaid = (function() {

            /**
             * Properties of a SumSaid.
             * @typedef {Object} consilium.v1.SumSaid.$Properties
             * @property {consilium.v1.AttemptKey.$Properties|null} [key] Which attempt.
             * @property {Uint8Array|null} [message] The message.
             * @property {Uint8Array|null} [parentWord] With the keys of a sum of scores, where the site has just checked the transcript before it: its signature under it.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SumSaid.
             * @memberof consilium.v1
             * @interface ISumSaid
             * @augments consilium.v1.SumSaid.$Properties
             * @deprecated Use consilium.v1.SumSaid.$Properties instead.
             */

            /**
             * Shape of a SumSaid.
             * @typedef {consilium.v1.SumSaid.$Properties} consilium.v1.SumSaid.$Shape
             */

            /**
             * Constructs a new SumSaid.
             * @memberof consilium.v1
             * @classdesc A message of a site in a sum under masks: a signed one of lib/secure-sum, as bytes. The coordinator repeats what it answers until it has come.
             * @constructor
             * @param {consilium.v1.SumSaid.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SumSaid = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Which attempt.
             * @member {consilium.v1.AttemptKey.$Properties|null|undefined} key
             * @memberof consilium.v1.SumSaid
             * @instance
             */
            SumSaid.prototype.key = null;

            /**
             * The message.
             * @member {Uint8Array} message
             * @memberof consilium.v1.SumSaid
             * @instance
             */
            SumSaid.prototype.message = $util.newBuffer([]);

            /**
             * With the keys of a sum of scores, where the site has just checked the transcript before it: its signature under it.
             * @member {Uint8Array} parentWord
             * @memberof consilium.v1.SumSaid
             * @instance
             */
            SumSaid.prototype.parentWord = $util.newBuffer([]);

            /**
             * Creates a new SumSaid instance using the specified properties.
             * @function create
             * @memberof consilium.v1.SumSaid
             * @static
             * @param {consilium.v1.SumSaid.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.SumSaid} SumSaid instance
             * @type {{
             *   (properties: consilium.v1.SumSaid.$Shape): consilium.v1.SumSaid & consilium.v1.SumSaid.$Shape;
             *   (properties?: consilium.v1.SumSaid.$Properties): consilium.v1.SumSaid;
             * }}
             */
            SumSaid.create = function(properties) {
                return new SumSaid(properties);
            };

            /**
             * Encodes the specified SumSaid message. Does not implicitly {@link consilium.v1.SumSaid.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.SumSaid
             * @static
             * @param {consilium.v1.SumSaid.$Properties} message SumSaid message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SumSaid.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.key != null && $Object.hasOwnProperty.call(message, "key"))
                    $root.consilium.v1.AttemptKey.encode(message.key, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.message);
                if (message.parentWord != null && $Object.hasOwnProperty.call(message, "parentWord") && message.parentWord.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.parentWord);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SumSaid message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.SumSaid
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.SumSaid & consilium.v1.SumSaid.$Shape} SumSaid
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SumSaid.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.SumSaid();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.key = $root.consilium.v1.AttemptKey.decode(reader, reader.size(), $undefined, _depth + 1, message.key);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.message = value;
                            else
                                delete message.message;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.parentWord = value;
                            else
                                delete message.parentWord;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SumSaid;
        })();

        v1.SumTold = (function() {

            /**
             * Properties of a SumTold.
             * @typedef {Object} consilium.v1.SumTold.$Properties
             * @property {consilium.v1.AttemptKey.$Properties|null} [key] Which attempt.
             * @property {Uint8Array|null} [event] The event, as bytes of lib/secure-sum.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SumTold.
             * @memberof consilium.v1
             * @interface ISumTold
             * @augments consilium.v1.SumTold.$Properties
             * @deprecated Use consilium.v1.SumTold.$Properties instead.
             */

            /**
             * Shape of a SumTold.
             * @typedef {consilium.v1.SumTold.$Properties} consilium.v1.SumTold.$Shape
             */

            /**
             * Constructs a new SumTold.
             * @memberof consilium.v1
             * @classdesc What the coordinator passes on in a sum under masks: messages of other sites, signed by them.
             * @constructor
             * @param {consilium.v1.SumTold.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SumTold = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Which attempt.
             * @member {consilium.v1.AttemptKey.$Properties|null|undefined} key
             * @memberof consilium.v1.SumTold
             * @instance
             */
            SumTold.prototype.key = null;

            /**
             * The event, as bytes of lib/secure-sum.
             * @member {Uint8Array} event
             * @memberof consilium.v1.SumTold
             * @instance
             */
            SumTold.prototype.event = $util.newBuffer([]);

            /**
             * Creates a new SumTold instance using the specified properties.
             * @function create
             * @memberof consilium.v1.SumTold
             * @static
             * @param {consilium.v1.SumTold.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.SumTold} SumTold instance
             * @type {{
             *   (properties: consilium.v1.SumTold.$Shape): consilium.v1.SumTold & consilium.v1.SumTold.$Shape;
             *   (properties?: consilium.v1.SumTold.$Properties): consilium.v1.SumTold;
             * }}
             */
            SumTold.create = function(properties) {
                return new SumTold(properties);
            };

            /**
             * Encodes the specified SumTold message. Does not implicitly {@link consilium.v1.SumTold.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.SumTold
             * @static
             * @param {consilium.v1.SumTold.$Properties} message SumTold message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SumTold.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.key != null && $Object.hasOwnProperty.call(message, "key"))
                    $root.consilium.v1.AttemptKey.encode(message.key, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.event != null && $Object.hasOwnProperty.call(message, "event") && message.event.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.event);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SumTold message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.SumTold
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.SumTold & consilium.v1.SumTold.$Shape} SumTold
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SumTold.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.SumTold();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.key = $root.consilium.v1.AttemptKey.decode(reader, reader.size(), $undefined, _depth + 1, message.key);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.event = value;
                            else
                                delete message.event;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SumTold;
        })();

        v1.SumPublished = (function() {

            /**
             * Properties of a SumPublished.
             * @typedef {Object} consilium.v1.SumPublished.$Properties
             * @property {consilium.v1.AttemptKey.$Properties|null} [key] Which attempt made the model.
             * @property {string|null} [study] Study that the run belongs to.
             * @property {string|null} [planHash] SHA-256 of the plan's canonical JSON, hex.
             * @property {string|null} [transcriptHash] SHA-256 of the transcript, hex; fetched with GetBlob, as is what it names: the sum, the model before and what the strategy remembered.
             * @property {number|null} [transcriptBytes] Length of the transcript in bytes.
             * @property {Array.<Uint8Array>|null} [contents] Some of that content, where it is short: what is here need not be fetched. Known by its hash, in any order.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SumPublished.
             * @memberof consilium.v1
             * @interface ISumPublished
             * @augments consilium.v1.SumPublished.$Properties
             * @deprecated Use consilium.v1.SumPublished.$Properties instead.
             */

            /**
             * Shape of a SumPublished.
             * @typedef {consilium.v1.SumPublished.$Properties} consilium.v1.SumPublished.$Shape
             */

            /**
             * Constructs a new SumPublished.
             * @memberof consilium.v1
             * @classdesc A sum under masks has become a model. The site makes the same model of the sum and signs, or goes on no further in this run.
             * @constructor
             * @param {consilium.v1.SumPublished.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SumPublished = function (properties) {
                this.contents = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Which attempt made the model.
             * @member {consilium.v1.AttemptKey.$Properties|null|undefined} key
             * @memberof consilium.v1.SumPublished
             * @instance
             */
            SumPublished.prototype.key = null;

            /**
             * Study that the run belongs to.
             * @member {string} study
             * @memberof consilium.v1.SumPublished
             * @instance
             */
            SumPublished.prototype.study = "";

            /**
             * SHA-256 of the plan's canonical JSON, hex.
             * @member {string} planHash
             * @memberof consilium.v1.SumPublished
             * @instance
             */
            SumPublished.prototype.planHash = "";

            /**
             * SHA-256 of the transcript, hex; fetched with GetBlob, as is what it names: the sum, the model before and what the strategy remembered.
             * @member {string} transcriptHash
             * @memberof consilium.v1.SumPublished
             * @instance
             */
            SumPublished.prototype.transcriptHash = "";

            /**
             * Length of the transcript in bytes.
             * @member {number} transcriptBytes
             * @memberof consilium.v1.SumPublished
             * @instance
             */
            SumPublished.prototype.transcriptBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Some of that content, where it is short: what is here need not be fetched. Known by its hash, in any order.
             * @member {Array.<Uint8Array>} contents
             * @memberof consilium.v1.SumPublished
             * @instance
             */
            SumPublished.prototype.contents = $util.emptyArray;

            /**
             * Creates a new SumPublished instance using the specified properties.
             * @function create
             * @memberof consilium.v1.SumPublished
             * @static
             * @param {consilium.v1.SumPublished.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.SumPublished} SumPublished instance
             * @type {{
             *   (properties: consilium.v1.SumPublished.$Shape): consilium.v1.SumPublished & consilium.v1.SumPublished.$Shape;
             *   (properties?: consilium.v1.SumPublished.$Properties): consilium.v1.SumPublished;
             * }}
             */
            SumPublished.create = function(properties) {
                return new SumPublished(properties);
            };

            /**
             * Encodes the specified SumPublished message. Does not implicitly {@link consilium.v1.SumPublished.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.SumPublished
             * @static
             * @param {consilium.v1.SumPublished.$Properties} message SumPublished message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SumPublished.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.key != null && $Object.hasOwnProperty.call(message, "key"))
                    $root.consilium.v1.AttemptKey.encode(message.key, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.study != null && $Object.hasOwnProperty.call(message, "study") && message.study !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.study);
                if (message.planHash != null && $Object.hasOwnProperty.call(message, "planHash") && message.planHash !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.planHash);
                if (message.transcriptHash != null && $Object.hasOwnProperty.call(message, "transcriptHash") && message.transcriptHash !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.transcriptHash);
                if (message.transcriptBytes != null && $Object.hasOwnProperty.call(message, "transcriptBytes") && (typeof message.transcriptBytes === "object" ? message.transcriptBytes.low || message.transcriptBytes.high : message.transcriptBytes !== 0))
                    writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.transcriptBytes);
                if (message.contents != null && message.contents.length)
                    for (let i = 0; i < message.contents.length; ++i)
                        writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.contents[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SumPublished message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.SumPublished
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.SumPublished & consilium.v1.SumPublished.$Shape} SumPublished
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SumPublished.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.SumPublished();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.key = $root.consilium.v1.AttemptKey.decode(reader, reader.size(), $undefined, _depth + 1, message.key);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.study = value;
                            else
                                delete message.study;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.planHash = value;
                            else
                                delete message.planHash;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.transcriptHash = value;
                            else
                                delete message.transcriptHash;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.transcriptBytes = value;
                            else
                                delete message.transcriptBytes;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.contents && message.contents.length))
                                message.contents = [];
                            message.contents.push(reader.bytes());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SumPublished;
        })();

        v1.TranscriptSigned = (function() {

            /**
             * Properties of a TranscriptSigned.
             * @typedef {Object} consilium.v1.TranscriptSigned.$Properties
             * @property {consilium.v1.AttemptKey.$Properties|null} [key] Which attempt made the model.
             * @property {Uint8Array|null} [word] The signature, as bytes of lib/secure-sum.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a TranscriptSigned.
             * @memberof consilium.v1
             * @interface ITranscriptSigned
             * @augments consilium.v1.TranscriptSigned.$Properties
             * @deprecated Use consilium.v1.TranscriptSigned.$Properties instead.
             */

            /**
             * Shape of a TranscriptSigned.
             * @typedef {consilium.v1.TranscriptSigned.$Properties} consilium.v1.TranscriptSigned.$Shape
             */

            /**
             * Constructs a new TranscriptSigned.
             * @memberof consilium.v1
             * @classdesc A site's word for the transcript of a sum, kept with it.
             * @constructor
             * @param {consilium.v1.TranscriptSigned.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const TranscriptSigned = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Which attempt made the model.
             * @member {consilium.v1.AttemptKey.$Properties|null|undefined} key
             * @memberof consilium.v1.TranscriptSigned
             * @instance
             */
            TranscriptSigned.prototype.key = null;

            /**
             * The signature, as bytes of lib/secure-sum.
             * @member {Uint8Array} word
             * @memberof consilium.v1.TranscriptSigned
             * @instance
             */
            TranscriptSigned.prototype.word = $util.newBuffer([]);

            /**
             * Creates a new TranscriptSigned instance using the specified properties.
             * @function create
             * @memberof consilium.v1.TranscriptSigned
             * @static
             * @param {consilium.v1.TranscriptSigned.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.TranscriptSigned} TranscriptSigned instance
             * @type {{
             *   (properties: consilium.v1.TranscriptSigned.$Shape): consilium.v1.TranscriptSigned & consilium.v1.TranscriptSigned.$Shape;
             *   (properties?: consilium.v1.TranscriptSigned.$Properties): consilium.v1.TranscriptSigned;
             * }}
             */
            TranscriptSigned.create = function(properties) {
                return new TranscriptSigned(properties);
            };

            /**
             * Encodes the specified TranscriptSigned message. Does not implicitly {@link consilium.v1.TranscriptSigned.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.TranscriptSigned
             * @static
             * @param {consilium.v1.TranscriptSigned.$Properties} message TranscriptSigned message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TranscriptSigned.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.key != null && $Object.hasOwnProperty.call(message, "key"))
                    $root.consilium.v1.AttemptKey.encode(message.key, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.word != null && $Object.hasOwnProperty.call(message, "word") && message.word.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.word);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a TranscriptSigned message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.TranscriptSigned
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.TranscriptSigned & consilium.v1.TranscriptSigned.$Shape} TranscriptSigned
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TranscriptSigned.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.TranscriptSigned();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.key = $root.consilium.v1.AttemptKey.decode(reader, reader.size(), $undefined, _depth + 1, message.key);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.word = value;
                            else
                                delete message.word;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return TranscriptSigned;
        })();

        v1.TaskFailed = (function() {

            /**
             * Properties of a TaskFailed.
             * @typedef {Object} consilium.v1.TaskFailed.$Properties
             * @property {consilium.v1.AttemptKey.$Properties|null} [key] Which attempt.
             * @property {consilium.v1.Problem.$Properties|null} [problem] Why.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a TaskFailed.
             * @memberof consilium.v1
             * @interface ITaskFailed
             * @augments consilium.v1.TaskFailed.$Properties
             * @deprecated Use consilium.v1.TaskFailed.$Properties instead.
             */

            /**
             * Shape of a TaskFailed.
             * @typedef {consilium.v1.TaskFailed.$Properties} consilium.v1.TaskFailed.$Shape
             */

            /**
             * Constructs a new TaskFailed.
             * @memberof consilium.v1
             * @classdesc A site that accepted cannot deliver.
             * @constructor
             * @param {consilium.v1.TaskFailed.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const TaskFailed = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Which attempt.
             * @member {consilium.v1.AttemptKey.$Properties|null|undefined} key
             * @memberof consilium.v1.TaskFailed
             * @instance
             */
            TaskFailed.prototype.key = null;

            /**
             * Why.
             * @member {consilium.v1.Problem.$Properties|null|undefined} problem
             * @memberof consilium.v1.TaskFailed
             * @instance
             */
            TaskFailed.prototype.problem = null;

            /**
             * Creates a new TaskFailed instance using the specified properties.
             * @function create
             * @memberof consilium.v1.TaskFailed
             * @static
             * @param {consilium.v1.TaskFailed.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.TaskFailed} TaskFailed instance
             * @type {{
             *   (properties: consilium.v1.TaskFailed.$Shape): consilium.v1.TaskFailed & consilium.v1.TaskFailed.$Shape;
             *   (properties?: consilium.v1.TaskFailed.$Properties): consilium.v1.TaskFailed;
             * }}
             */
            TaskFailed.create = function(properties) {
                return new TaskFailed(properties);
            };

            /**
             * Encodes the specified TaskFailed message. Does not implicitly {@link consilium.v1.TaskFailed.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.TaskFailed
             * @static
             * @param {consilium.v1.TaskFailed.$Properties} message TaskFailed message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TaskFailed.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.key != null && $Object.hasOwnProperty.call(message, "key"))
                    $root.consilium.v1.AttemptKey.encode(message.key, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.problem != null && $Object.hasOwnProperty.call(message, "problem"))
                    $root.consilium.v1.Problem.encode(message.problem, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a TaskFailed message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.TaskFailed
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.TaskFailed & consilium.v1.TaskFailed.$Shape} TaskFailed
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TaskFailed.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.TaskFailed();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.key = $root.consilium.v1.AttemptKey.decode(reader, reader.size(), $undefined, _depth + 1, message.key);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.problem = $root.consilium.v1.Problem.decode(reader, reader.size(), $undefined, _depth + 1, message.problem);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return TaskFailed;
        })();

        v1.EvaluationRequest = (function() {

            /**
             * Properties of an EvaluationRequest.
             * @typedef {Object} consilium.v1.EvaluationRequest.$Properties
             * @property {consilium.v1.AttemptKey.$Properties|null} [key] Run, round and attempt that made the model, with the kind evaluation. A site answers only for attempts that it trained in.
             * @property {string|null} [study] Study that the run belongs to.
             * @property {string|null} [planHash] SHA-256 of the plan's canonical JSON, hex.
             * @property {string|null} [modelHash] SHA-256 of the model, hex.
             * @property {number|null} [modelBytes] Length of the model in bytes.
             * @property {number|null} [deadlineMs] When the coordinator stops waiting, in milliseconds since the Unix epoch.
             * @property {consilium.v1.MaskedSum.$Properties|null} [maskedSum] Set where scores are summed under masks: the site answers with its keys (SumSaid), and the scores come when the sum asks for them.
             * @property {Array.<string>|null} [participants] Sites asked, of a sum under masks, in the order of the roster; empty otherwise.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an EvaluationRequest.
             * @memberof consilium.v1
             * @interface IEvaluationRequest
             * @augments consilium.v1.EvaluationRequest.$Properties
             * @deprecated Use consilium.v1.EvaluationRequest.$Properties instead.
             */

            /**
             * Shape of an EvaluationRequest.
             * @typedef {consilium.v1.EvaluationRequest.$Properties} consilium.v1.EvaluationRequest.$Shape
             */

            /**
             * Constructs a new EvaluationRequest.
             * @memberof consilium.v1
             * @classdesc Asks a site to score the model of a round on its held-out patients, once. The scores come by PutUpdate, under the same key.
             * @constructor
             * @param {consilium.v1.EvaluationRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const EvaluationRequest = function (properties) {
                this.participants = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Run, round and attempt that made the model, with the kind evaluation. A site answers only for attempts that it trained in.
             * @member {consilium.v1.AttemptKey.$Properties|null|undefined} key
             * @memberof consilium.v1.EvaluationRequest
             * @instance
             */
            EvaluationRequest.prototype.key = null;

            /**
             * Study that the run belongs to.
             * @member {string} study
             * @memberof consilium.v1.EvaluationRequest
             * @instance
             */
            EvaluationRequest.prototype.study = "";

            /**
             * SHA-256 of the plan's canonical JSON, hex.
             * @member {string} planHash
             * @memberof consilium.v1.EvaluationRequest
             * @instance
             */
            EvaluationRequest.prototype.planHash = "";

            /**
             * SHA-256 of the model, hex.
             * @member {string} modelHash
             * @memberof consilium.v1.EvaluationRequest
             * @instance
             */
            EvaluationRequest.prototype.modelHash = "";

            /**
             * Length of the model in bytes.
             * @member {number} modelBytes
             * @memberof consilium.v1.EvaluationRequest
             * @instance
             */
            EvaluationRequest.prototype.modelBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * When the coordinator stops waiting, in milliseconds since the Unix epoch.
             * @member {number} deadlineMs
             * @memberof consilium.v1.EvaluationRequest
             * @instance
             */
            EvaluationRequest.prototype.deadlineMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Set where scores are summed under masks: the site answers with its keys (SumSaid), and the scores come when the sum asks for them.
             * @member {consilium.v1.MaskedSum.$Properties|null|undefined} maskedSum
             * @memberof consilium.v1.EvaluationRequest
             * @instance
             */
            EvaluationRequest.prototype.maskedSum = null;

            /**
             * Sites asked, of a sum under masks, in the order of the roster; empty otherwise.
             * @member {Array.<string>} participants
             * @memberof consilium.v1.EvaluationRequest
             * @instance
             */
            EvaluationRequest.prototype.participants = $util.emptyArray;

            /**
             * Creates a new EvaluationRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.EvaluationRequest
             * @static
             * @param {consilium.v1.EvaluationRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.EvaluationRequest} EvaluationRequest instance
             * @type {{
             *   (properties: consilium.v1.EvaluationRequest.$Shape): consilium.v1.EvaluationRequest & consilium.v1.EvaluationRequest.$Shape;
             *   (properties?: consilium.v1.EvaluationRequest.$Properties): consilium.v1.EvaluationRequest;
             * }}
             */
            EvaluationRequest.create = function(properties) {
                return new EvaluationRequest(properties);
            };

            /**
             * Encodes the specified EvaluationRequest message. Does not implicitly {@link consilium.v1.EvaluationRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.EvaluationRequest
             * @static
             * @param {consilium.v1.EvaluationRequest.$Properties} message EvaluationRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            EvaluationRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.key != null && $Object.hasOwnProperty.call(message, "key"))
                    $root.consilium.v1.AttemptKey.encode(message.key, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.study != null && $Object.hasOwnProperty.call(message, "study") && message.study !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.study);
                if (message.planHash != null && $Object.hasOwnProperty.call(message, "planHash") && message.planHash !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.planHash);
                if (message.modelHash != null && $Object.hasOwnProperty.call(message, "modelHash") && message.modelHash !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.modelHash);
                if (message.modelBytes != null && $Object.hasOwnProperty.call(message, "modelBytes") && (typeof message.modelBytes === "object" ? message.modelBytes.low || message.modelBytes.high : message.modelBytes !== 0))
                    writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.modelBytes);
                if (message.deadlineMs != null && $Object.hasOwnProperty.call(message, "deadlineMs") && (typeof message.deadlineMs === "object" ? message.deadlineMs.low || message.deadlineMs.high : message.deadlineMs !== 0))
                    writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.deadlineMs);
                if (message.maskedSum != null && $Object.hasOwnProperty.call(message, "maskedSum"))
                    $root.consilium.v1.MaskedSum.encode(message.maskedSum, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.participants != null && message.participants.length)
                    for (let i = 0; i < message.participants.length; ++i)
                        writer.uint32(/* id 8, wireType 2 =*/66).string(message.participants[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an EvaluationRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.EvaluationRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.EvaluationRequest & consilium.v1.EvaluationRequest.$Shape} EvaluationRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            EvaluationRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.EvaluationRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.key = $root.consilium.v1.AttemptKey.decode(reader, reader.size(), $undefined, _depth + 1, message.key);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.study = value;
                            else
                                delete message.study;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.planHash = value;
                            else
                                delete message.planHash;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.modelHash = value;
                            else
                                delete message.modelHash;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.modelBytes = value;
                            else
                                delete message.modelBytes;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.deadlineMs = value;
                            else
                                delete message.deadlineMs;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.maskedSum = $root.consilium.v1.MaskedSum.decode(reader, reader.size(), $undefined, _depth + 1, message.maskedSum);
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if (!(message.participants && message.participants.length))
                                message.participants = [];
                            message.participants.push(reader.stringVerify());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return EvaluationRequest;
        })();

        v1.EvaluationDeclined = (function() {

            /**
             * Properties of an EvaluationDeclined.
             * @typedef {Object} consilium.v1.EvaluationDeclined.$Properties
             * @property {consilium.v1.AttemptKey.$Properties|null} [key] Which evaluation.
             * @property {consilium.v1.Problem.$Properties|null} [problem] Why.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an EvaluationDeclined.
             * @memberof consilium.v1
             * @interface IEvaluationDeclined
             * @augments consilium.v1.EvaluationDeclined.$Properties
             * @deprecated Use consilium.v1.EvaluationDeclined.$Properties instead.
             */

            /**
             * Shape of an EvaluationDeclined.
             * @typedef {consilium.v1.EvaluationDeclined.$Properties} consilium.v1.EvaluationDeclined.$Shape
             */

            /**
             * Constructs a new EvaluationDeclined.
             * @memberof consilium.v1
             * @classdesc A site sends no scores of a model, which is not the same as zero.
             * @constructor
             * @param {consilium.v1.EvaluationDeclined.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const EvaluationDeclined = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Which evaluation.
             * @member {consilium.v1.AttemptKey.$Properties|null|undefined} key
             * @memberof consilium.v1.EvaluationDeclined
             * @instance
             */
            EvaluationDeclined.prototype.key = null;

            /**
             * Why.
             * @member {consilium.v1.Problem.$Properties|null|undefined} problem
             * @memberof consilium.v1.EvaluationDeclined
             * @instance
             */
            EvaluationDeclined.prototype.problem = null;

            /**
             * Creates a new EvaluationDeclined instance using the specified properties.
             * @function create
             * @memberof consilium.v1.EvaluationDeclined
             * @static
             * @param {consilium.v1.EvaluationDeclined.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.EvaluationDeclined} EvaluationDeclined instance
             * @type {{
             *   (properties: consilium.v1.EvaluationDeclined.$Shape): consilium.v1.EvaluationDeclined & consilium.v1.EvaluationDeclined.$Shape;
             *   (properties?: consilium.v1.EvaluationDeclined.$Properties): consilium.v1.EvaluationDeclined;
             * }}
             */
            EvaluationDeclined.create = function(properties) {
                return new EvaluationDeclined(properties);
            };

            /**
             * Encodes the specified EvaluationDeclined message. Does not implicitly {@link consilium.v1.EvaluationDeclined.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.EvaluationDeclined
             * @static
             * @param {consilium.v1.EvaluationDeclined.$Properties} message EvaluationDeclined message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            EvaluationDeclined.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.key != null && $Object.hasOwnProperty.call(message, "key"))
                    $root.consilium.v1.AttemptKey.encode(message.key, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.problem != null && $Object.hasOwnProperty.call(message, "problem"))
                    $root.consilium.v1.Problem.encode(message.problem, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an EvaluationDeclined message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.EvaluationDeclined
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.EvaluationDeclined & consilium.v1.EvaluationDeclined.$Shape} EvaluationDeclined
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            EvaluationDeclined.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.EvaluationDeclined();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.key = $root.consilium.v1.AttemptKey.decode(reader, reader.size(), $undefined, _depth + 1, message.key);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.problem = $root.consilium.v1.Problem.decode(reader, reader.size(), $undefined, _depth + 1, message.problem);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return EvaluationDeclined;
        })();

        v1.AttemptEnded = (function() {

            /**
             * Properties of an AttemptEnded.
             * @typedef {Object} consilium.v1.AttemptEnded.$Properties
             * @property {consilium.v1.AttemptKey.$Properties|null} [key] Which attempt, and which work on it.
             * @property {boolean|null} [closed] True when the attempt made a new model; false when it will be tried again or was given up.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an AttemptEnded.
             * @memberof consilium.v1
             * @interface IAttemptEnded
             * @augments consilium.v1.AttemptEnded.$Properties
             * @deprecated Use consilium.v1.AttemptEnded.$Properties instead.
             */

            /**
             * Shape of an AttemptEnded.
             * @typedef {consilium.v1.AttemptEnded.$Properties} consilium.v1.AttemptEnded.$Shape
             */

            /**
             * Constructs a new AttemptEnded.
             * @memberof consilium.v1
             * @classdesc An attempt has ended, or its evaluation.
             * @constructor
             * @param {consilium.v1.AttemptEnded.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const AttemptEnded = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Which attempt, and which work on it.
             * @member {consilium.v1.AttemptKey.$Properties|null|undefined} key
             * @memberof consilium.v1.AttemptEnded
             * @instance
             */
            AttemptEnded.prototype.key = null;

            /**
             * True when the attempt made a new model; false when it will be tried again or was given up.
             * @member {boolean} closed
             * @memberof consilium.v1.AttemptEnded
             * @instance
             */
            AttemptEnded.prototype.closed = false;

            /**
             * Creates a new AttemptEnded instance using the specified properties.
             * @function create
             * @memberof consilium.v1.AttemptEnded
             * @static
             * @param {consilium.v1.AttemptEnded.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.AttemptEnded} AttemptEnded instance
             * @type {{
             *   (properties: consilium.v1.AttemptEnded.$Shape): consilium.v1.AttemptEnded & consilium.v1.AttemptEnded.$Shape;
             *   (properties?: consilium.v1.AttemptEnded.$Properties): consilium.v1.AttemptEnded;
             * }}
             */
            AttemptEnded.create = function(properties) {
                return new AttemptEnded(properties);
            };

            /**
             * Encodes the specified AttemptEnded message. Does not implicitly {@link consilium.v1.AttemptEnded.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.AttemptEnded
             * @static
             * @param {consilium.v1.AttemptEnded.$Properties} message AttemptEnded message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            AttemptEnded.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.key != null && $Object.hasOwnProperty.call(message, "key"))
                    $root.consilium.v1.AttemptKey.encode(message.key, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.closed != null && $Object.hasOwnProperty.call(message, "closed") && message.closed !== false)
                    writer.uint32(/* id 2, wireType 0 =*/16).bool(message.closed);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an AttemptEnded message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.AttemptEnded
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.AttemptEnded & consilium.v1.AttemptEnded.$Shape} AttemptEnded
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            AttemptEnded.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.AttemptEnded();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.key = $root.consilium.v1.AttemptKey.decode(reader, reader.size(), $undefined, _depth + 1, message.key);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.closed = value;
                            else
                                delete message.closed;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return AttemptEnded;
        })();

        v1.Receipt = (function() {

            /**
             * Properties of a Receipt.
             * @typedef {Object} consilium.v1.Receipt.$Properties
             * @property {consilium.v1.AttemptKey.$Properties|null} [key] Which attempt.
             * @property {string|null} [updateHash] SHA-256 of the update, hex.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Receipt.
             * @memberof consilium.v1
             * @interface IReceipt
             * @augments consilium.v1.Receipt.$Properties
             * @deprecated Use consilium.v1.Receipt.$Properties instead.
             */

            /**
             * Shape of a Receipt.
             * @typedef {consilium.v1.Receipt.$Properties} consilium.v1.Receipt.$Shape
             */

            /**
             * Constructs a new Receipt.
             * @memberof consilium.v1
             * @classdesc The coordinator's word that an update was counted. Sites keep it.
             * @constructor
             * @param {consilium.v1.Receipt.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Receipt = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Which attempt.
             * @member {consilium.v1.AttemptKey.$Properties|null|undefined} key
             * @memberof consilium.v1.Receipt
             * @instance
             */
            Receipt.prototype.key = null;

            /**
             * SHA-256 of the update, hex.
             * @member {string} updateHash
             * @memberof consilium.v1.Receipt
             * @instance
             */
            Receipt.prototype.updateHash = "";

            /**
             * Creates a new Receipt instance using the specified properties.
             * @function create
             * @memberof consilium.v1.Receipt
             * @static
             * @param {consilium.v1.Receipt.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.Receipt} Receipt instance
             * @type {{
             *   (properties: consilium.v1.Receipt.$Shape): consilium.v1.Receipt & consilium.v1.Receipt.$Shape;
             *   (properties?: consilium.v1.Receipt.$Properties): consilium.v1.Receipt;
             * }}
             */
            Receipt.create = function(properties) {
                return new Receipt(properties);
            };

            /**
             * Encodes the specified Receipt message. Does not implicitly {@link consilium.v1.Receipt.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.Receipt
             * @static
             * @param {consilium.v1.Receipt.$Properties} message Receipt message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Receipt.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.key != null && $Object.hasOwnProperty.call(message, "key"))
                    $root.consilium.v1.AttemptKey.encode(message.key, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.updateHash != null && $Object.hasOwnProperty.call(message, "updateHash") && message.updateHash !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.updateHash);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Receipt message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.Receipt
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.Receipt & consilium.v1.Receipt.$Shape} Receipt
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Receipt.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.Receipt();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.key = $root.consilium.v1.AttemptKey.decode(reader, reader.size(), $undefined, _depth + 1, message.key);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.updateHash = value;
                            else
                                delete message.updateHash;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Receipt;
        })();

        v1.RunEnded = (function() {

            /**
             * Properties of a RunEnded.
             * @typedef {Object} consilium.v1.RunEnded.$Properties
             * @property {string|null} [run] Run identifier.
             * @property {consilium.v1.Problem.$Properties|null} [problem] Empty when all rounds were made; else why the run ended early.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RunEnded.
             * @memberof consilium.v1
             * @interface IRunEnded
             * @augments consilium.v1.RunEnded.$Properties
             * @deprecated Use consilium.v1.RunEnded.$Properties instead.
             */

            /**
             * Shape of a RunEnded.
             * @typedef {consilium.v1.RunEnded.$Properties} consilium.v1.RunEnded.$Shape
             */

            /**
             * Constructs a new RunEnded.
             * @memberof consilium.v1
             * @classdesc A run has ended.
             * @constructor
             * @param {consilium.v1.RunEnded.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RunEnded = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Run identifier.
             * @member {string} run
             * @memberof consilium.v1.RunEnded
             * @instance
             */
            RunEnded.prototype.run = "";

            /**
             * Empty when all rounds were made; else why the run ended early.
             * @member {consilium.v1.Problem.$Properties|null|undefined} problem
             * @memberof consilium.v1.RunEnded
             * @instance
             */
            RunEnded.prototype.problem = null;

            /**
             * Creates a new RunEnded instance using the specified properties.
             * @function create
             * @memberof consilium.v1.RunEnded
             * @static
             * @param {consilium.v1.RunEnded.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.RunEnded} RunEnded instance
             * @type {{
             *   (properties: consilium.v1.RunEnded.$Shape): consilium.v1.RunEnded & consilium.v1.RunEnded.$Shape;
             *   (properties?: consilium.v1.RunEnded.$Properties): consilium.v1.RunEnded;
             * }}
             */
            RunEnded.create = function(properties) {
                return new RunEnded(properties);
            };

            /**
             * Encodes the specified RunEnded message. Does not implicitly {@link consilium.v1.RunEnded.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.RunEnded
             * @static
             * @param {consilium.v1.RunEnded.$Properties} message RunEnded message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RunEnded.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.run != null && $Object.hasOwnProperty.call(message, "run") && message.run !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.run);
                if (message.problem != null && $Object.hasOwnProperty.call(message, "problem"))
                    $root.consilium.v1.Problem.encode(message.problem, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RunEnded message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.RunEnded
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.RunEnded & consilium.v1.RunEnded.$Shape} RunEnded
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RunEnded.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.RunEnded();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.run = value;
                            else
                                delete message.run;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.problem = $root.consilium.v1.Problem.decode(reader, reader.size(), $undefined, _depth + 1, message.problem);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RunEnded;
        })();

        v1.ListPlansRequest = (function() {

            /**
             * Properties of a ListPlansRequest.
             * @typedef {Object} consilium.v1.ListPlansRequest.$Properties
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ListPlansRequest.
             * @memberof consilium.v1
             * @interface IListPlansRequest
             * @augments consilium.v1.ListPlansRequest.$Properties
             * @deprecated Use consilium.v1.ListPlansRequest.$Properties instead.
             */

            /**
             * Shape of a ListPlansRequest.
             * @typedef {consilium.v1.ListPlansRequest.$Properties} consilium.v1.ListPlansRequest.$Shape
             */

            /**
             * Constructs a new ListPlansRequest.
             * @memberof consilium.v1
             * @classdesc Nothing to say yet.
             * @constructor
             * @param {consilium.v1.ListPlansRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ListPlansRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Creates a new ListPlansRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.ListPlansRequest
             * @static
             * @param {consilium.v1.ListPlansRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.ListPlansRequest} ListPlansRequest instance
             * @type {{
             *   (properties: consilium.v1.ListPlansRequest.$Shape): consilium.v1.ListPlansRequest & consilium.v1.ListPlansRequest.$Shape;
             *   (properties?: consilium.v1.ListPlansRequest.$Properties): consilium.v1.ListPlansRequest;
             * }}
             */
            ListPlansRequest.create = function(properties) {
                return new ListPlansRequest(properties);
            };

            /**
             * Encodes the specified ListPlansRequest message. Does not implicitly {@link consilium.v1.ListPlansRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.ListPlansRequest
             * @static
             * @param {consilium.v1.ListPlansRequest.$Properties} message ListPlansRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ListPlansRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ListPlansRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.ListPlansRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.ListPlansRequest & consilium.v1.ListPlansRequest.$Shape} ListPlansRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ListPlansRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.ListPlansRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ListPlansRequest;
        })();

        v1.ListPlansResponse = (function() {

            /**
             * Properties of a ListPlansResponse.
             * @typedef {Object} consilium.v1.ListPlansResponse.$Properties
             * @property {Array.<consilium.v1.OfferedPlan.$Properties>|null} [plans] Newest first.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ListPlansResponse.
             * @memberof consilium.v1
             * @interface IListPlansResponse
             * @augments consilium.v1.ListPlansResponse.$Properties
             * @deprecated Use consilium.v1.ListPlansResponse.$Properties instead.
             */

            /**
             * Shape of a ListPlansResponse.
             * @typedef {consilium.v1.ListPlansResponse.$Properties} consilium.v1.ListPlansResponse.$Shape
             */

            /**
             * Constructs a new ListPlansResponse.
             * @memberof consilium.v1
             * @classdesc Plans of studies that name the site.
             * @constructor
             * @param {consilium.v1.ListPlansResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ListPlansResponse = function (properties) {
                this.plans = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Newest first.
             * @member {Array.<consilium.v1.OfferedPlan.$Properties>} plans
             * @memberof consilium.v1.ListPlansResponse
             * @instance
             */
            ListPlansResponse.prototype.plans = $util.emptyArray;

            /**
             * Creates a new ListPlansResponse instance using the specified properties.
             * @function create
             * @memberof consilium.v1.ListPlansResponse
             * @static
             * @param {consilium.v1.ListPlansResponse.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.ListPlansResponse} ListPlansResponse instance
             * @type {{
             *   (properties: consilium.v1.ListPlansResponse.$Shape): consilium.v1.ListPlansResponse & consilium.v1.ListPlansResponse.$Shape;
             *   (properties?: consilium.v1.ListPlansResponse.$Properties): consilium.v1.ListPlansResponse;
             * }}
             */
            ListPlansResponse.create = function(properties) {
                return new ListPlansResponse(properties);
            };

            /**
             * Encodes the specified ListPlansResponse message. Does not implicitly {@link consilium.v1.ListPlansResponse.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.ListPlansResponse
             * @static
             * @param {consilium.v1.ListPlansResponse.$Properties} message ListPlansResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ListPlansResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.plans != null && message.plans.length)
                    for (let i = 0; i < message.plans.length; ++i)
                        $root.consilium.v1.OfferedPlan.encode(message.plans[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ListPlansResponse message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.ListPlansResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.ListPlansResponse & consilium.v1.ListPlansResponse.$Shape} ListPlansResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ListPlansResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.ListPlansResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.plans && message.plans.length))
                                message.plans = [];
                            message.plans.push($root.consilium.v1.OfferedPlan.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ListPlansResponse;
        })();

        v1.OfferedPlan = (function() {

            /**
             * Properties of an OfferedPlan.
             * @typedef {Object} consilium.v1.OfferedPlan.$Properties
             * @property {string|null} [study] Name of the study.
             * @property {string|null} [planHash] SHA-256 of the plan, hex.
             * @property {number|null} [submittedMs] When it was submitted, in milliseconds since the Unix epoch.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an OfferedPlan.
             * @memberof consilium.v1
             * @interface IOfferedPlan
             * @augments consilium.v1.OfferedPlan.$Properties
             * @deprecated Use consilium.v1.OfferedPlan.$Properties instead.
             */

            /**
             * Shape of an OfferedPlan.
             * @typedef {consilium.v1.OfferedPlan.$Properties} consilium.v1.OfferedPlan.$Shape
             */

            /**
             * Constructs a new OfferedPlan.
             * @memberof consilium.v1
             * @classdesc One plan. What it is, its bytes say, which have this hash.
             * @constructor
             * @param {consilium.v1.OfferedPlan.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const OfferedPlan = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Name of the study.
             * @member {string} study
             * @memberof consilium.v1.OfferedPlan
             * @instance
             */
            OfferedPlan.prototype.study = "";

            /**
             * SHA-256 of the plan, hex.
             * @member {string} planHash
             * @memberof consilium.v1.OfferedPlan
             * @instance
             */
            OfferedPlan.prototype.planHash = "";

            /**
             * When it was submitted, in milliseconds since the Unix epoch.
             * @member {number} submittedMs
             * @memberof consilium.v1.OfferedPlan
             * @instance
             */
            OfferedPlan.prototype.submittedMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Creates a new OfferedPlan instance using the specified properties.
             * @function create
             * @memberof consilium.v1.OfferedPlan
             * @static
             * @param {consilium.v1.OfferedPlan.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.OfferedPlan} OfferedPlan instance
             * @type {{
             *   (properties: consilium.v1.OfferedPlan.$Shape): consilium.v1.OfferedPlan & consilium.v1.OfferedPlan.$Shape;
             *   (properties?: consilium.v1.OfferedPlan.$Properties): consilium.v1.OfferedPlan;
             * }}
             */
            OfferedPlan.create = function(properties) {
                return new OfferedPlan(properties);
            };

            /**
             * Encodes the specified OfferedPlan message. Does not implicitly {@link consilium.v1.OfferedPlan.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.OfferedPlan
             * @static
             * @param {consilium.v1.OfferedPlan.$Properties} message OfferedPlan message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            OfferedPlan.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.study != null && $Object.hasOwnProperty.call(message, "study") && message.study !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.study);
                if (message.planHash != null && $Object.hasOwnProperty.call(message, "planHash") && message.planHash !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.planHash);
                if (message.submittedMs != null && $Object.hasOwnProperty.call(message, "submittedMs") && (typeof message.submittedMs === "object" ? message.submittedMs.low || message.submittedMs.high : message.submittedMs !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.submittedMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an OfferedPlan message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.OfferedPlan
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.OfferedPlan & consilium.v1.OfferedPlan.$Shape} OfferedPlan
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            OfferedPlan.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.OfferedPlan();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.study = value;
                            else
                                delete message.study;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.planHash = value;
                            else
                                delete message.planHash;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.submittedMs = value;
                            else
                                delete message.submittedMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return OfferedPlan;
        })();

        v1.GetBlobRequest = (function() {

            /**
             * Properties of a GetBlobRequest.
             * @typedef {Object} consilium.v1.GetBlobRequest.$Properties
             * @property {string|null} [hash] SHA-256 of the content, hex.
             * @property {number|null} [offset] First byte wanted.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a GetBlobRequest.
             * @memberof consilium.v1
             * @interface IGetBlobRequest
             * @augments consilium.v1.GetBlobRequest.$Properties
             * @deprecated Use consilium.v1.GetBlobRequest.$Properties instead.
             */

            /**
             * Shape of a GetBlobRequest.
             * @typedef {consilium.v1.GetBlobRequest.$Properties} consilium.v1.GetBlobRequest.$Shape
             */

            /**
             * Constructs a new GetBlobRequest.
             * @memberof consilium.v1
             * @classdesc Asks for a blob.
             * @constructor
             * @param {consilium.v1.GetBlobRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const GetBlobRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SHA-256 of the content, hex.
             * @member {string} hash
             * @memberof consilium.v1.GetBlobRequest
             * @instance
             */
            GetBlobRequest.prototype.hash = "";

            /**
             * First byte wanted.
             * @member {number} offset
             * @memberof consilium.v1.GetBlobRequest
             * @instance
             */
            GetBlobRequest.prototype.offset = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Creates a new GetBlobRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.GetBlobRequest
             * @static
             * @param {consilium.v1.GetBlobRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.GetBlobRequest} GetBlobRequest instance
             * @type {{
             *   (properties: consilium.v1.GetBlobRequest.$Shape): consilium.v1.GetBlobRequest & consilium.v1.GetBlobRequest.$Shape;
             *   (properties?: consilium.v1.GetBlobRequest.$Properties): consilium.v1.GetBlobRequest;
             * }}
             */
            GetBlobRequest.create = function(properties) {
                return new GetBlobRequest(properties);
            };

            /**
             * Encodes the specified GetBlobRequest message. Does not implicitly {@link consilium.v1.GetBlobRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.GetBlobRequest
             * @static
             * @param {consilium.v1.GetBlobRequest.$Properties} message GetBlobRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            GetBlobRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.hash != null && $Object.hasOwnProperty.call(message, "hash") && message.hash !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.hash);
                if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && (typeof message.offset === "object" ? message.offset.low || message.offset.high : message.offset !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.offset);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a GetBlobRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.GetBlobRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.GetBlobRequest & consilium.v1.GetBlobRequest.$Shape} GetBlobRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            GetBlobRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.GetBlobRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.hash = value;
                            else
                                delete message.hash;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.offset = value;
                            else
                                delete message.offset;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return GetBlobRequest;
        })();

        v1.GetUploadStatusRequest = (function() {

            /**
             * Properties of a GetUploadStatusRequest.
             * @typedef {Object} consilium.v1.GetUploadStatusRequest.$Properties
             * @property {consilium.v1.AttemptKey.$Properties|null} [key] Which attempt.
             * @property {string|null} [updateHash] SHA-256 of the update, hex.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a GetUploadStatusRequest.
             * @memberof consilium.v1
             * @interface IGetUploadStatusRequest
             * @augments consilium.v1.GetUploadStatusRequest.$Properties
             * @deprecated Use consilium.v1.GetUploadStatusRequest.$Properties instead.
             */

            /**
             * Shape of a GetUploadStatusRequest.
             * @typedef {consilium.v1.GetUploadStatusRequest.$Properties} consilium.v1.GetUploadStatusRequest.$Shape
             */

            /**
             * Constructs a new GetUploadStatusRequest.
             * @memberof consilium.v1
             * @classdesc Asks what has arrived of an update.
             * @constructor
             * @param {consilium.v1.GetUploadStatusRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const GetUploadStatusRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Which attempt.
             * @member {consilium.v1.AttemptKey.$Properties|null|undefined} key
             * @memberof consilium.v1.GetUploadStatusRequest
             * @instance
             */
            GetUploadStatusRequest.prototype.key = null;

            /**
             * SHA-256 of the update, hex.
             * @member {string} updateHash
             * @memberof consilium.v1.GetUploadStatusRequest
             * @instance
             */
            GetUploadStatusRequest.prototype.updateHash = "";

            /**
             * Creates a new GetUploadStatusRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.GetUploadStatusRequest
             * @static
             * @param {consilium.v1.GetUploadStatusRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.GetUploadStatusRequest} GetUploadStatusRequest instance
             * @type {{
             *   (properties: consilium.v1.GetUploadStatusRequest.$Shape): consilium.v1.GetUploadStatusRequest & consilium.v1.GetUploadStatusRequest.$Shape;
             *   (properties?: consilium.v1.GetUploadStatusRequest.$Properties): consilium.v1.GetUploadStatusRequest;
             * }}
             */
            GetUploadStatusRequest.create = function(properties) {
                return new GetUploadStatusRequest(properties);
            };

            /**
             * Encodes the specified GetUploadStatusRequest message. Does not implicitly {@link consilium.v1.GetUploadStatusRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.GetUploadStatusRequest
             * @static
             * @param {consilium.v1.GetUploadStatusRequest.$Properties} message GetUploadStatusRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            GetUploadStatusRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.key != null && $Object.hasOwnProperty.call(message, "key"))
                    $root.consilium.v1.AttemptKey.encode(message.key, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.updateHash != null && $Object.hasOwnProperty.call(message, "updateHash") && message.updateHash !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.updateHash);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a GetUploadStatusRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.GetUploadStatusRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.GetUploadStatusRequest & consilium.v1.GetUploadStatusRequest.$Shape} GetUploadStatusRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            GetUploadStatusRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.GetUploadStatusRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.key = $root.consilium.v1.AttemptKey.decode(reader, reader.size(), $undefined, _depth + 1, message.key);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.updateHash = value;
                            else
                                delete message.updateHash;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return GetUploadStatusRequest;
        })();

        v1.UploadStatus = (function() {

            /**
             * Properties of an UploadStatus.
             * @typedef {Object} consilium.v1.UploadStatus.$Properties
             * @property {number|null} [received] Bytes held; the next chunk starts here.
             * @property {boolean|null} [counted] True when the update is whole, verified and counted.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an UploadStatus.
             * @memberof consilium.v1
             * @interface IUploadStatus
             * @augments consilium.v1.UploadStatus.$Properties
             * @deprecated Use consilium.v1.UploadStatus.$Properties instead.
             */

            /**
             * Shape of an UploadStatus.
             * @typedef {consilium.v1.UploadStatus.$Properties} consilium.v1.UploadStatus.$Shape
             */

            /**
             * Constructs a new UploadStatus.
             * @memberof consilium.v1
             * @classdesc What has arrived of an update.
             * @constructor
             * @param {consilium.v1.UploadStatus.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const UploadStatus = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Bytes held; the next chunk starts here.
             * @member {number} received
             * @memberof consilium.v1.UploadStatus
             * @instance
             */
            UploadStatus.prototype.received = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * True when the update is whole, verified and counted.
             * @member {boolean} counted
             * @memberof consilium.v1.UploadStatus
             * @instance
             */
            UploadStatus.prototype.counted = false;

            /**
             * Creates a new UploadStatus instance using the specified properties.
             * @function create
             * @memberof consilium.v1.UploadStatus
             * @static
             * @param {consilium.v1.UploadStatus.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.UploadStatus} UploadStatus instance
             * @type {{
             *   (properties: consilium.v1.UploadStatus.$Shape): consilium.v1.UploadStatus & consilium.v1.UploadStatus.$Shape;
             *   (properties?: consilium.v1.UploadStatus.$Properties): consilium.v1.UploadStatus;
             * }}
             */
            UploadStatus.create = function(properties) {
                return new UploadStatus(properties);
            };

            /**
             * Encodes the specified UploadStatus message. Does not implicitly {@link consilium.v1.UploadStatus.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.UploadStatus
             * @static
             * @param {consilium.v1.UploadStatus.$Properties} message UploadStatus message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            UploadStatus.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.received != null && $Object.hasOwnProperty.call(message, "received") && (typeof message.received === "object" ? message.received.low || message.received.high : message.received !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.received);
                if (message.counted != null && $Object.hasOwnProperty.call(message, "counted") && message.counted !== false)
                    writer.uint32(/* id 2, wireType 0 =*/16).bool(message.counted);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an UploadStatus message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.UploadStatus
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.UploadStatus & consilium.v1.UploadStatus.$Shape} UploadStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            UploadStatus.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.UploadStatus();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.received = value;
                            else
                                delete message.received;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.counted = value;
                            else
                                delete message.counted;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return UploadStatus;
        })();

        v1.PutUpdateRequest = (function() {

            /**
             * Properties of a PutUpdateRequest.
             * @typedef {Object} consilium.v1.PutUpdateRequest.$Properties
             * @property {consilium.v1.UpdateHeader.$Properties|null} [header] First message of the stream.
             * @property {consilium.v1.Chunk.$Properties|null} [chunk] The bytes.
             * @property {"header"|"chunk"} [part] First the header, then chunks.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a PutUpdateRequest.
             * @memberof consilium.v1
             * @interface IPutUpdateRequest
             * @augments consilium.v1.PutUpdateRequest.$Properties
             * @deprecated Use consilium.v1.PutUpdateRequest.$Properties instead.
             */

            /**
             * Narrowed shape of a PutUpdateRequest.
             * @typedef {{
             *   header?: consilium.v1.UpdateHeader.$Shape|null;
             *   chunk?: consilium.v1.Chunk.$Shape|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ part?: undefined; header?: null; chunk?: null }|{ part?: "header"; header: consilium.v1.UpdateHeader.$Shape; chunk?: null }|{ part?: "chunk"; header?: null; chunk: consilium.v1.Chunk.$Shape })
             * )} consilium.v1.PutUpdateRequest.$Shape
             */

            /**
             * Constructs a new PutUpdateRequest.
             * @memberof consilium.v1
             * @classdesc A header, then chunks.
             * @constructor
             * @param {consilium.v1.PutUpdateRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const PutUpdateRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * First message of the stream.
             * @member {consilium.v1.UpdateHeader.$Properties|null|undefined} header
             * @memberof consilium.v1.PutUpdateRequest
             * @instance
             */
            PutUpdateRequest.prototype.header = null;

            /**
             * The bytes.
             * @member {consilium.v1.Chunk.$Properties|null|undefined} chunk
             * @memberof consilium.v1.PutUpdateRequest
             * @instance
             */
            PutUpdateRequest.prototype.chunk = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * First the header, then chunks.
             * @member {"header"|"chunk"|undefined} part
             * @memberof consilium.v1.PutUpdateRequest
             * @instance
             */
            $Object.defineProperty(PutUpdateRequest.prototype, "part", {
                get: $util.oneOfGetter($oneOfFields = ["header", "chunk"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Creates a new PutUpdateRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.PutUpdateRequest
             * @static
             * @param {consilium.v1.PutUpdateRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.PutUpdateRequest} PutUpdateRequest instance
             * @type {{
             *   (properties: consilium.v1.PutUpdateRequest.$Shape): consilium.v1.PutUpdateRequest & consilium.v1.PutUpdateRequest.$Shape;
             *   (properties?: consilium.v1.PutUpdateRequest.$Properties): consilium.v1.PutUpdateRequest;
             * }}
             */
            PutUpdateRequest.create = function(properties) {
                return new PutUpdateRequest(properties);
            };

            /**
             * Encodes the specified PutUpdateRequest message. Does not implicitly {@link consilium.v1.PutUpdateRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.PutUpdateRequest
             * @static
             * @param {consilium.v1.PutUpdateRequest.$Properties} message PutUpdateRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            PutUpdateRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    $root.consilium.v1.UpdateHeader.encode(message.header, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.chunk != null && $Object.hasOwnProperty.call(message, "chunk"))
                    $root.consilium.v1.Chunk.encode(message.chunk, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a PutUpdateRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.PutUpdateRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.PutUpdateRequest & consilium.v1.PutUpdateRequest.$Shape} PutUpdateRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            PutUpdateRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.PutUpdateRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.header = $root.consilium.v1.UpdateHeader.decode(reader, reader.size(), $undefined, _depth + 1, message.header);
                            message.part = "header";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.chunk = $root.consilium.v1.Chunk.decode(reader, reader.size(), $undefined, _depth + 1, message.chunk);
                            message.part = "chunk";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return PutUpdateRequest;
        })();

        v1.UpdateHeader = (function() {

            /**
             * Properties of an UpdateHeader.
             * @typedef {Object} consilium.v1.UpdateHeader.$Properties
             * @property {consilium.v1.AttemptKey.$Properties|null} [key] Which attempt.
             * @property {string|null} [planHash] SHA-256 of the plan, hex.
             * @property {string|null} [baseHash] SHA-256 of the model that the site trained from or scored, hex.
             * @property {string|null} [updateHash] SHA-256 of the update's bytes, hex.
             * @property {number|null} [bytes] Length of the update in bytes.
             * @property {consilium.v1.UpdateEncoding|null} [encoding] How the bytes are to be read.
             * @property {consilium.v1.LedgerHead.$Properties|null} [ledger] Where the site's ledger stands after the entry that pays for this update.
             * @property {Uint8Array|null} [sumMessage] The site's signature over a masked vector, as a message of lib/secure-sum; empty for other updates.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an UpdateHeader.
             * @memberof consilium.v1
             * @interface IUpdateHeader
             * @augments consilium.v1.UpdateHeader.$Properties
             * @deprecated Use consilium.v1.UpdateHeader.$Properties instead.
             */

            /**
             * Shape of an UpdateHeader.
             * @typedef {consilium.v1.UpdateHeader.$Properties} consilium.v1.UpdateHeader.$Shape
             */

            /**
             * Constructs a new UpdateHeader.
             * @memberof consilium.v1
             * @classdesc What an update is, and everything it is bound to.
             * @constructor
             * @param {consilium.v1.UpdateHeader.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const UpdateHeader = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Which attempt.
             * @member {consilium.v1.AttemptKey.$Properties|null|undefined} key
             * @memberof consilium.v1.UpdateHeader
             * @instance
             */
            UpdateHeader.prototype.key = null;

            /**
             * SHA-256 of the plan, hex.
             * @member {string} planHash
             * @memberof consilium.v1.UpdateHeader
             * @instance
             */
            UpdateHeader.prototype.planHash = "";

            /**
             * SHA-256 of the model that the site trained from or scored, hex.
             * @member {string} baseHash
             * @memberof consilium.v1.UpdateHeader
             * @instance
             */
            UpdateHeader.prototype.baseHash = "";

            /**
             * SHA-256 of the update's bytes, hex.
             * @member {string} updateHash
             * @memberof consilium.v1.UpdateHeader
             * @instance
             */
            UpdateHeader.prototype.updateHash = "";

            /**
             * Length of the update in bytes.
             * @member {number} bytes
             * @memberof consilium.v1.UpdateHeader
             * @instance
             */
            UpdateHeader.prototype.bytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * How the bytes are to be read.
             * @member {consilium.v1.UpdateEncoding} encoding
             * @memberof consilium.v1.UpdateHeader
             * @instance
             */
            UpdateHeader.prototype.encoding = 0;

            /**
             * Where the site's ledger stands after the entry that pays for this update.
             * @member {consilium.v1.LedgerHead.$Properties|null|undefined} ledger
             * @memberof consilium.v1.UpdateHeader
             * @instance
             */
            UpdateHeader.prototype.ledger = null;

            /**
             * The site's signature over a masked vector, as a message of lib/secure-sum; empty for other updates.
             * @member {Uint8Array} sumMessage
             * @memberof consilium.v1.UpdateHeader
             * @instance
             */
            UpdateHeader.prototype.sumMessage = $util.newBuffer([]);

            /**
             * Creates a new UpdateHeader instance using the specified properties.
             * @function create
             * @memberof consilium.v1.UpdateHeader
             * @static
             * @param {consilium.v1.UpdateHeader.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.UpdateHeader} UpdateHeader instance
             * @type {{
             *   (properties: consilium.v1.UpdateHeader.$Shape): consilium.v1.UpdateHeader & consilium.v1.UpdateHeader.$Shape;
             *   (properties?: consilium.v1.UpdateHeader.$Properties): consilium.v1.UpdateHeader;
             * }}
             */
            UpdateHeader.create = function(properties) {
                return new UpdateHeader(properties);
            };

            /**
             * Encodes the specified UpdateHeader message. Does not implicitly {@link consilium.v1.UpdateHeader.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.UpdateHeader
             * @static
             * @param {consilium.v1.UpdateHeader.$Properties} message UpdateHeader message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            UpdateHeader.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.key != null && $Object.hasOwnProperty.call(message, "key"))
                    $root.consilium.v1.AttemptKey.encode(message.key, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.planHash != null && $Object.hasOwnProperty.call(message, "planHash") && message.planHash !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.planHash);
                if (message.baseHash != null && $Object.hasOwnProperty.call(message, "baseHash") && message.baseHash !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.baseHash);
                if (message.updateHash != null && $Object.hasOwnProperty.call(message, "updateHash") && message.updateHash !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.updateHash);
                if (message.bytes != null && $Object.hasOwnProperty.call(message, "bytes") && (typeof message.bytes === "object" ? message.bytes.low || message.bytes.high : message.bytes !== 0))
                    writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.bytes);
                if (message.encoding != null && $Object.hasOwnProperty.call(message, "encoding") && message.encoding !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).int32(message.encoding);
                if (message.ledger != null && $Object.hasOwnProperty.call(message, "ledger"))
                    $root.consilium.v1.LedgerHead.encode(message.ledger, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.sumMessage != null && $Object.hasOwnProperty.call(message, "sumMessage") && message.sumMessage.length)
                    writer.uint32(/* id 8, wireType 2 =*/66).bytes(message.sumMessage);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an UpdateHeader message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.UpdateHeader
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.UpdateHeader & consilium.v1.UpdateHeader.$Shape} UpdateHeader
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            UpdateHeader.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.UpdateHeader();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.key = $root.consilium.v1.AttemptKey.decode(reader, reader.size(), $undefined, _depth + 1, message.key);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.planHash = value;
                            else
                                delete message.planHash;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.baseHash = value;
                            else
                                delete message.baseHash;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.updateHash = value;
                            else
                                delete message.updateHash;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.bytes = value;
                            else
                                delete message.bytes;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.encoding = value;
                            else
                                delete message.encoding;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.ledger = $root.consilium.v1.LedgerHead.decode(reader, reader.size(), $undefined, _depth + 1, message.ledger);
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.sumMessage = value;
                            else
                                delete message.sumMessage;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return UpdateHeader;
        })();

        v1.ProtocolVersion = (function() {

            /**
             * Properties of a ProtocolVersion.
             * @typedef {Object} consilium.v1.ProtocolVersion.$Properties
             * @property {number|null} [major] Incompatible changes.
             * @property {number|null} [minor] Compatible additions.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ProtocolVersion.
             * @memberof consilium.v1
             * @interface IProtocolVersion
             * @augments consilium.v1.ProtocolVersion.$Properties
             * @deprecated Use consilium.v1.ProtocolVersion.$Properties instead.
             */

            /**
             * Shape of a ProtocolVersion.
             * @typedef {consilium.v1.ProtocolVersion.$Properties} consilium.v1.ProtocolVersion.$Shape
             */

            /**
             * Constructs a new ProtocolVersion.
             * @memberof consilium.v1
             * @classdesc Version of the wire protocol that a program speaks. Two programs work together when their majors are equal and their
             * minors differ by at most one; anything else is refused in words.
             * @constructor
             * @param {consilium.v1.ProtocolVersion.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ProtocolVersion = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Incompatible changes.
             * @member {number} major
             * @memberof consilium.v1.ProtocolVersion
             * @instance
             */
            ProtocolVersion.prototype.major = 0;

            /**
             * Compatible additions.
             * @member {number} minor
             * @memberof consilium.v1.ProtocolVersion
             * @instance
             */
            ProtocolVersion.prototype.minor = 0;

            /**
             * Creates a new ProtocolVersion instance using the specified properties.
             * @function create
             * @memberof consilium.v1.ProtocolVersion
             * @static
             * @param {consilium.v1.ProtocolVersion.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.ProtocolVersion} ProtocolVersion instance
             * @type {{
             *   (properties: consilium.v1.ProtocolVersion.$Shape): consilium.v1.ProtocolVersion & consilium.v1.ProtocolVersion.$Shape;
             *   (properties?: consilium.v1.ProtocolVersion.$Properties): consilium.v1.ProtocolVersion;
             * }}
             */
            ProtocolVersion.create = function(properties) {
                return new ProtocolVersion(properties);
            };

            /**
             * Encodes the specified ProtocolVersion message. Does not implicitly {@link consilium.v1.ProtocolVersion.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.ProtocolVersion
             * @static
             * @param {consilium.v1.ProtocolVersion.$Properties} message ProtocolVersion message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ProtocolVersion.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.major != null && $Object.hasOwnProperty.call(message, "major") && message.major !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.major);
                if (message.minor != null && $Object.hasOwnProperty.call(message, "minor") && message.minor !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.minor);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ProtocolVersion message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.ProtocolVersion
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.ProtocolVersion & consilium.v1.ProtocolVersion.$Shape} ProtocolVersion
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ProtocolVersion.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.ProtocolVersion();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.major = value;
                            else
                                delete message.major;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.minor = value;
                            else
                                delete message.minor;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ProtocolVersion;
        })();

        /**
         * What a site does in an attempt.
         * @name consilium.v1.WorkKind
         * @enum {number}
         * @property {number} WORK_KIND_TRAINING=0 It makes an update of the model, with its training patients.
         * @property {number} WORK_KIND_EVALUATION=1 It scores the model that the attempt made, with its held-out patients.
         */
        v1.WorkKind = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "WORK_KIND_TRAINING"] = 0;
            values[valuesById[1] = "WORK_KIND_EVALUATION"] = 1;
            return values;
        })();

        v1.AttemptKey = (function() {

            /**
             * Properties of an AttemptKey.
             * @typedef {Object} consilium.v1.AttemptKey.$Properties
             * @property {string|null} [run] Run identifier, such as run-3k9....
             * @property {number|null} [round] Round, counted from 1.
             * @property {number|null} [attempt] Attempt of that round, counted from 1.
             * @property {consilium.v1.WorkKind|null} [kind] Which work.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an AttemptKey.
             * @memberof consilium.v1
             * @interface IAttemptKey
             * @augments consilium.v1.AttemptKey.$Properties
             * @deprecated Use consilium.v1.AttemptKey.$Properties instead.
             */

            /**
             * Shape of an AttemptKey.
             * @typedef {consilium.v1.AttemptKey.$Properties} consilium.v1.AttemptKey.$Shape
             */

            /**
             * Constructs a new AttemptKey.
             * @memberof consilium.v1
             * @classdesc Names one attempt of one round, and which work on it: everything a site sends is bound to it.
             * @constructor
             * @param {consilium.v1.AttemptKey.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const AttemptKey = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Run identifier, such as run-3k9....
             * @member {string} run
             * @memberof consilium.v1.AttemptKey
             * @instance
             */
            AttemptKey.prototype.run = "";

            /**
             * Round, counted from 1.
             * @member {number} round
             * @memberof consilium.v1.AttemptKey
             * @instance
             */
            AttemptKey.prototype.round = 0;

            /**
             * Attempt of that round, counted from 1.
             * @member {number} attempt
             * @memberof consilium.v1.AttemptKey
             * @instance
             */
            AttemptKey.prototype.attempt = 0;

            /**
             * Which work.
             * @member {consilium.v1.WorkKind} kind
             * @memberof consilium.v1.AttemptKey
             * @instance
             */
            AttemptKey.prototype.kind = 0;

            /**
             * Creates a new AttemptKey instance using the specified properties.
             * @function create
             * @memberof consilium.v1.AttemptKey
             * @static
             * @param {consilium.v1.AttemptKey.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.AttemptKey} AttemptKey instance
             * @type {{
             *   (properties: consilium.v1.AttemptKey.$Shape): consilium.v1.AttemptKey & consilium.v1.AttemptKey.$Shape;
             *   (properties?: consilium.v1.AttemptKey.$Properties): consilium.v1.AttemptKey;
             * }}
             */
            AttemptKey.create = function(properties) {
                return new AttemptKey(properties);
            };

            /**
             * Encodes the specified AttemptKey message. Does not implicitly {@link consilium.v1.AttemptKey.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.AttemptKey
             * @static
             * @param {consilium.v1.AttemptKey.$Properties} message AttemptKey message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            AttemptKey.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.run != null && $Object.hasOwnProperty.call(message, "run") && message.run !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.run);
                if (message.round != null && $Object.hasOwnProperty.call(message, "round") && message.round !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.round);
                if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt") && message.attempt !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.attempt);
                if (message.kind != null && $Object.hasOwnProperty.call(message, "kind") && message.kind !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).int32(message.kind);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an AttemptKey message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.AttemptKey
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.AttemptKey & consilium.v1.AttemptKey.$Shape} AttemptKey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            AttemptKey.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.AttemptKey();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.run = value;
                            else
                                delete message.run;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.round = value;
                            else
                                delete message.round;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.attempt = value;
                            else
                                delete message.attempt;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.kind = value;
                            else
                                delete message.kind;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return AttemptKey;
        })();

        /**
         * How the bytes of an update are to be read.
         * @name consilium.v1.UpdateEncoding
         * @enum {number}
         * @property {number} UPDATE_ENCODING_UNSPECIFIED=0 Never valid.
         * @property {number} UPDATE_ENCODING_GRID_INT32=1 Little-endian two's complement 32-bit integers on the plan's grid, noise included; sums wrap modulo 2^32.
         * @property {number} UPDATE_ENCODING_FLOAT32=2 Little-endian IEEE 754 single precision.
         * @property {number} UPDATE_ENCODING_SCORES_INT32=3 Scores of a model: little-endian two's complement 32-bit integers, the counts and sums that the plan's evaluation section asks
         * for in the order that follows from it, noise included; sums over sites wrap modulo 2^32.
         * @property {number} UPDATE_ENCODING_METRICS_JSON=4 Scores of a model as exact metrics, canonical JSON: only from a hospital that has decided so, and from rehearsals without privacy.
         * @property {number} UPDATE_ENCODING_MASKED_INT32=5 As GRID_INT32, under masks that only vanish from the sum over the sites of an attempt.
         */
        v1.UpdateEncoding = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "UPDATE_ENCODING_UNSPECIFIED"] = 0;
            values[valuesById[1] = "UPDATE_ENCODING_GRID_INT32"] = 1;
            values[valuesById[2] = "UPDATE_ENCODING_FLOAT32"] = 2;
            values[valuesById[3] = "UPDATE_ENCODING_SCORES_INT32"] = 3;
            values[valuesById[4] = "UPDATE_ENCODING_METRICS_JSON"] = 4;
            values[valuesById[5] = "UPDATE_ENCODING_MASKED_INT32"] = 5;
            return values;
        })();

        v1.Tensor = (function() {

            /**
             * Properties of a Tensor.
             * @typedef {Object} consilium.v1.Tensor.$Properties
             * @property {string|null} [name] Name in the TensorFlow.js layers format, such as dense_1/kernel.
             * @property {Array.<number>|null} [shape] Dimensions; empty for a scalar.
             * @property {string|null} [dtype] Always float32 in this version.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Tensor.
             * @memberof consilium.v1
             * @interface ITensor
             * @augments consilium.v1.Tensor.$Properties
             * @deprecated Use consilium.v1.Tensor.$Properties instead.
             */

            /**
             * Shape of a Tensor.
             * @typedef {consilium.v1.Tensor.$Properties} consilium.v1.Tensor.$Shape
             */

            /**
             * Constructs a new Tensor.
             * @memberof consilium.v1
             * @classdesc One tensor among the bytes of a model or update.
             * @constructor
             * @param {consilium.v1.Tensor.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Tensor = function (properties) {
                this.shape = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Name in the TensorFlow.js layers format, such as dense_1/kernel.
             * @member {string} name
             * @memberof consilium.v1.Tensor
             * @instance
             */
            Tensor.prototype.name = "";

            /**
             * Dimensions; empty for a scalar.
             * @member {Array.<number>} shape
             * @memberof consilium.v1.Tensor
             * @instance
             */
            Tensor.prototype.shape = $util.emptyArray;

            /**
             * Always float32 in this version.
             * @member {string} dtype
             * @memberof consilium.v1.Tensor
             * @instance
             */
            Tensor.prototype.dtype = "";

            /**
             * Creates a new Tensor instance using the specified properties.
             * @function create
             * @memberof consilium.v1.Tensor
             * @static
             * @param {consilium.v1.Tensor.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.Tensor} Tensor instance
             * @type {{
             *   (properties: consilium.v1.Tensor.$Shape): consilium.v1.Tensor & consilium.v1.Tensor.$Shape;
             *   (properties?: consilium.v1.Tensor.$Properties): consilium.v1.Tensor;
             * }}
             */
            Tensor.create = function(properties) {
                return new Tensor(properties);
            };

            /**
             * Encodes the specified Tensor message. Does not implicitly {@link consilium.v1.Tensor.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.Tensor
             * @static
             * @param {consilium.v1.Tensor.$Properties} message Tensor message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Tensor.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
                if (message.shape != null && message.shape.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).uint32s(message.shape);
                if (message.dtype != null && $Object.hasOwnProperty.call(message, "dtype") && message.dtype !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.dtype);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Tensor message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.Tensor
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.Tensor & consilium.v1.Tensor.$Shape} Tensor
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Tensor.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.Tensor();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType === 2) {
                                if (!(message.shape && message.shape.length))
                                    message.shape = [];
                                reader.uint32s(message.shape);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.shape && message.shape.length))
                                message.shape = [];
                            message.shape.push(reader.uint32());
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.dtype = value;
                            else
                                delete message.dtype;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Tensor;
        })();

        v1.Problem = (function() {

            /**
             * Properties of a Problem.
             * @typedef {Object} consilium.v1.Problem.$Properties
             * @property {string|null} [code] Code of docs/errors.md, such as BUDGET_EXCEEDED.
             * @property {string|null} [message] What happened and to what, in plain words. Never a patient's value.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Problem.
             * @memberof consilium.v1
             * @interface IProblem
             * @augments consilium.v1.Problem.$Properties
             * @deprecated Use consilium.v1.Problem.$Properties instead.
             */

            /**
             * Shape of a Problem.
             * @typedef {consilium.v1.Problem.$Properties} consilium.v1.Problem.$Shape
             */

            /**
             * Constructs a new Problem.
             * @memberof consilium.v1
             * @classdesc A typed error: a code of the catalog, a sentence for a person, small facts for a machine.
             * @constructor
             * @param {consilium.v1.Problem.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Problem = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Code of docs/errors.md, such as BUDGET_EXCEEDED.
             * @member {string} code
             * @memberof consilium.v1.Problem
             * @instance
             */
            Problem.prototype.code = "";

            /**
             * What happened and to what, in plain words. Never a patient's value.
             * @member {string} message
             * @memberof consilium.v1.Problem
             * @instance
             */
            Problem.prototype.message = "";

            /**
             * Creates a new Problem instance using the specified properties.
             * @function create
             * @memberof consilium.v1.Problem
             * @static
             * @param {consilium.v1.Problem.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.Problem} Problem instance
             * @type {{
             *   (properties: consilium.v1.Problem.$Shape): consilium.v1.Problem & consilium.v1.Problem.$Shape;
             *   (properties?: consilium.v1.Problem.$Properties): consilium.v1.Problem;
             * }}
             */
            Problem.create = function(properties) {
                return new Problem(properties);
            };

            /**
             * Encodes the specified Problem message. Does not implicitly {@link consilium.v1.Problem.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.Problem
             * @static
             * @param {consilium.v1.Problem.$Properties} message Problem message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Problem.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.code);
                if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.message);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Problem message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.Problem
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.Problem & consilium.v1.Problem.$Shape} Problem
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Problem.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.Problem();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.message = value;
                            else
                                delete message.message;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Problem;
        })();

        v1.Chunk = (function() {

            /**
             * Properties of a Chunk.
             * @typedef {Object} consilium.v1.Chunk.$Properties
             * @property {number|null} [offset] Position of the first byte in the whole, in bytes.
             * @property {Uint8Array|null} [data] At most 1 MiB.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Chunk.
             * @memberof consilium.v1
             * @interface IChunk
             * @augments consilium.v1.Chunk.$Properties
             * @deprecated Use consilium.v1.Chunk.$Properties instead.
             */

            /**
             * Shape of a Chunk.
             * @typedef {consilium.v1.Chunk.$Properties} consilium.v1.Chunk.$Shape
             */

            /**
             * Constructs a new Chunk.
             * @memberof consilium.v1
             * @classdesc Bytes of a content-addressed blob, or of an upload.
             * @constructor
             * @param {consilium.v1.Chunk.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Chunk = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Position of the first byte in the whole, in bytes.
             * @member {number} offset
             * @memberof consilium.v1.Chunk
             * @instance
             */
            Chunk.prototype.offset = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * At most 1 MiB.
             * @member {Uint8Array} data
             * @memberof consilium.v1.Chunk
             * @instance
             */
            Chunk.prototype.data = $util.newBuffer([]);

            /**
             * Creates a new Chunk instance using the specified properties.
             * @function create
             * @memberof consilium.v1.Chunk
             * @static
             * @param {consilium.v1.Chunk.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.Chunk} Chunk instance
             * @type {{
             *   (properties: consilium.v1.Chunk.$Shape): consilium.v1.Chunk & consilium.v1.Chunk.$Shape;
             *   (properties?: consilium.v1.Chunk.$Properties): consilium.v1.Chunk;
             * }}
             */
            Chunk.create = function(properties) {
                return new Chunk(properties);
            };

            /**
             * Encodes the specified Chunk message. Does not implicitly {@link consilium.v1.Chunk.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.Chunk
             * @static
             * @param {consilium.v1.Chunk.$Properties} message Chunk message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Chunk.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && (typeof message.offset === "object" ? message.offset.low || message.offset.high : message.offset !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.offset);
                if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.data);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Chunk message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.Chunk
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.Chunk & consilium.v1.Chunk.$Shape} Chunk
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Chunk.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.Chunk();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.offset = value;
                            else
                                delete message.offset;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.data = value;
                            else
                                delete message.data;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Chunk;
        })();

        v1.SubmitStudyRequest = (function() {

            /**
             * Properties of a SubmitStudyRequest.
             * @typedef {Object} consilium.v1.SubmitStudyRequest.$Properties
             * @property {string|null} [planJson] Canonical JSON of the plan.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SubmitStudyRequest.
             * @memberof consilium.v1
             * @interface ISubmitStudyRequest
             * @augments consilium.v1.SubmitStudyRequest.$Properties
             * @deprecated Use consilium.v1.SubmitStudyRequest.$Properties instead.
             */

            /**
             * Shape of a SubmitStudyRequest.
             * @typedef {consilium.v1.SubmitStudyRequest.$Properties} consilium.v1.SubmitStudyRequest.$Shape
             */

            /**
             * Constructs a new SubmitStudyRequest.
             * @memberof consilium.v1
             * @classdesc A plan to store.
             * @constructor
             * @param {consilium.v1.SubmitStudyRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SubmitStudyRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Canonical JSON of the plan.
             * @member {string} planJson
             * @memberof consilium.v1.SubmitStudyRequest
             * @instance
             */
            SubmitStudyRequest.prototype.planJson = "";

            /**
             * Creates a new SubmitStudyRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.SubmitStudyRequest
             * @static
             * @param {consilium.v1.SubmitStudyRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.SubmitStudyRequest} SubmitStudyRequest instance
             * @type {{
             *   (properties: consilium.v1.SubmitStudyRequest.$Shape): consilium.v1.SubmitStudyRequest & consilium.v1.SubmitStudyRequest.$Shape;
             *   (properties?: consilium.v1.SubmitStudyRequest.$Properties): consilium.v1.SubmitStudyRequest;
             * }}
             */
            SubmitStudyRequest.create = function(properties) {
                return new SubmitStudyRequest(properties);
            };

            /**
             * Encodes the specified SubmitStudyRequest message. Does not implicitly {@link consilium.v1.SubmitStudyRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.SubmitStudyRequest
             * @static
             * @param {consilium.v1.SubmitStudyRequest.$Properties} message SubmitStudyRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SubmitStudyRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.planJson != null && $Object.hasOwnProperty.call(message, "planJson") && message.planJson !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.planJson);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SubmitStudyRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.SubmitStudyRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.SubmitStudyRequest & consilium.v1.SubmitStudyRequest.$Shape} SubmitStudyRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SubmitStudyRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.SubmitStudyRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.planJson = value;
                            else
                                delete message.planJson;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SubmitStudyRequest;
        })();

        v1.StudyInfo = (function() {

            /**
             * Properties of a StudyInfo.
             * @typedef {Object} consilium.v1.StudyInfo.$Properties
             * @property {string|null} [study] Name of the study.
             * @property {string|null} [planHash] SHA-256 of the plan, hex: what sites approve.
             * @property {number|null} [submittedMs] When it was submitted, in milliseconds since the Unix epoch.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a StudyInfo.
             * @memberof consilium.v1
             * @interface IStudyInfo
             * @augments consilium.v1.StudyInfo.$Properties
             * @deprecated Use consilium.v1.StudyInfo.$Properties instead.
             */

            /**
             * Shape of a StudyInfo.
             * @typedef {consilium.v1.StudyInfo.$Properties} consilium.v1.StudyInfo.$Shape
             */

            /**
             * Constructs a new StudyInfo.
             * @memberof consilium.v1
             * @classdesc One version of a study.
             * @constructor
             * @param {consilium.v1.StudyInfo.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const StudyInfo = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Name of the study.
             * @member {string} study
             * @memberof consilium.v1.StudyInfo
             * @instance
             */
            StudyInfo.prototype.study = "";

            /**
             * SHA-256 of the plan, hex: what sites approve.
             * @member {string} planHash
             * @memberof consilium.v1.StudyInfo
             * @instance
             */
            StudyInfo.prototype.planHash = "";

            /**
             * When it was submitted, in milliseconds since the Unix epoch.
             * @member {number} submittedMs
             * @memberof consilium.v1.StudyInfo
             * @instance
             */
            StudyInfo.prototype.submittedMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Creates a new StudyInfo instance using the specified properties.
             * @function create
             * @memberof consilium.v1.StudyInfo
             * @static
             * @param {consilium.v1.StudyInfo.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.StudyInfo} StudyInfo instance
             * @type {{
             *   (properties: consilium.v1.StudyInfo.$Shape): consilium.v1.StudyInfo & consilium.v1.StudyInfo.$Shape;
             *   (properties?: consilium.v1.StudyInfo.$Properties): consilium.v1.StudyInfo;
             * }}
             */
            StudyInfo.create = function(properties) {
                return new StudyInfo(properties);
            };

            /**
             * Encodes the specified StudyInfo message. Does not implicitly {@link consilium.v1.StudyInfo.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.StudyInfo
             * @static
             * @param {consilium.v1.StudyInfo.$Properties} message StudyInfo message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            StudyInfo.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.study != null && $Object.hasOwnProperty.call(message, "study") && message.study !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.study);
                if (message.planHash != null && $Object.hasOwnProperty.call(message, "planHash") && message.planHash !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.planHash);
                if (message.submittedMs != null && $Object.hasOwnProperty.call(message, "submittedMs") && (typeof message.submittedMs === "object" ? message.submittedMs.low || message.submittedMs.high : message.submittedMs !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.submittedMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a StudyInfo message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.StudyInfo
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.StudyInfo & consilium.v1.StudyInfo.$Shape} StudyInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            StudyInfo.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.StudyInfo();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.study = value;
                            else
                                delete message.study;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.planHash = value;
                            else
                                delete message.planHash;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.submittedMs = value;
                            else
                                delete message.submittedMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return StudyInfo;
        })();

        v1.ListStudiesRequest = (function() {

            /**
             * Properties of a ListStudiesRequest.
             * @typedef {Object} consilium.v1.ListStudiesRequest.$Properties
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ListStudiesRequest.
             * @memberof consilium.v1
             * @interface IListStudiesRequest
             * @augments consilium.v1.ListStudiesRequest.$Properties
             * @deprecated Use consilium.v1.ListStudiesRequest.$Properties instead.
             */

            /**
             * Shape of a ListStudiesRequest.
             * @typedef {consilium.v1.ListStudiesRequest.$Properties} consilium.v1.ListStudiesRequest.$Shape
             */

            /**
             * Constructs a new ListStudiesRequest.
             * @memberof consilium.v1
             * @classdesc Nothing to say yet.
             * @constructor
             * @param {consilium.v1.ListStudiesRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ListStudiesRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Creates a new ListStudiesRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.ListStudiesRequest
             * @static
             * @param {consilium.v1.ListStudiesRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.ListStudiesRequest} ListStudiesRequest instance
             * @type {{
             *   (properties: consilium.v1.ListStudiesRequest.$Shape): consilium.v1.ListStudiesRequest & consilium.v1.ListStudiesRequest.$Shape;
             *   (properties?: consilium.v1.ListStudiesRequest.$Properties): consilium.v1.ListStudiesRequest;
             * }}
             */
            ListStudiesRequest.create = function(properties) {
                return new ListStudiesRequest(properties);
            };

            /**
             * Encodes the specified ListStudiesRequest message. Does not implicitly {@link consilium.v1.ListStudiesRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.ListStudiesRequest
             * @static
             * @param {consilium.v1.ListStudiesRequest.$Properties} message ListStudiesRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ListStudiesRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ListStudiesRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.ListStudiesRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.ListStudiesRequest & consilium.v1.ListStudiesRequest.$Shape} ListStudiesRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ListStudiesRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.ListStudiesRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ListStudiesRequest;
        })();

        v1.ListStudiesResponse = (function() {

            /**
             * Properties of a ListStudiesResponse.
             * @typedef {Object} consilium.v1.ListStudiesResponse.$Properties
             * @property {Array.<consilium.v1.StudyInfo.$Properties>|null} [studies] Newest first.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ListStudiesResponse.
             * @memberof consilium.v1
             * @interface IListStudiesResponse
             * @augments consilium.v1.ListStudiesResponse.$Properties
             * @deprecated Use consilium.v1.ListStudiesResponse.$Properties instead.
             */

            /**
             * Shape of a ListStudiesResponse.
             * @typedef {consilium.v1.ListStudiesResponse.$Properties} consilium.v1.ListStudiesResponse.$Shape
             */

            /**
             * Constructs a new ListStudiesResponse.
             * @memberof consilium.v1
             * @classdesc All studies.
             * @constructor
             * @param {consilium.v1.ListStudiesResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ListStudiesResponse = function (properties) {
                this.studies = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Newest first.
             * @member {Array.<consilium.v1.StudyInfo.$Properties>} studies
             * @memberof consilium.v1.ListStudiesResponse
             * @instance
             */
            ListStudiesResponse.prototype.studies = $util.emptyArray;

            /**
             * Creates a new ListStudiesResponse instance using the specified properties.
             * @function create
             * @memberof consilium.v1.ListStudiesResponse
             * @static
             * @param {consilium.v1.ListStudiesResponse.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.ListStudiesResponse} ListStudiesResponse instance
             * @type {{
             *   (properties: consilium.v1.ListStudiesResponse.$Shape): consilium.v1.ListStudiesResponse & consilium.v1.ListStudiesResponse.$Shape;
             *   (properties?: consilium.v1.ListStudiesResponse.$Properties): consilium.v1.ListStudiesResponse;
             * }}
             */
            ListStudiesResponse.create = function(properties) {
                return new ListStudiesResponse(properties);
            };

            /**
             * Encodes the specified ListStudiesResponse message. Does not implicitly {@link consilium.v1.ListStudiesResponse.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.ListStudiesResponse
             * @static
             * @param {consilium.v1.ListStudiesResponse.$Properties} message ListStudiesResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ListStudiesResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.studies != null && message.studies.length)
                    for (let i = 0; i < message.studies.length; ++i)
                        $root.consilium.v1.StudyInfo.encode(message.studies[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ListStudiesResponse message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.ListStudiesResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.ListStudiesResponse & consilium.v1.ListStudiesResponse.$Shape} ListStudiesResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ListStudiesResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.ListStudiesResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.studies && message.studies.length))
                                message.studies = [];
                            message.studies.push($root.consilium.v1.StudyInfo.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ListStudiesResponse;
        })();

        v1.CheckStudyRequest = (function() {

            /**
             * Properties of a CheckStudyRequest.
             * @typedef {Object} consilium.v1.CheckStudyRequest.$Properties
             * @property {string|null} [study] Name of the study.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a CheckStudyRequest.
             * @memberof consilium.v1
             * @interface ICheckStudyRequest
             * @augments consilium.v1.CheckStudyRequest.$Properties
             * @deprecated Use consilium.v1.CheckStudyRequest.$Properties instead.
             */

            /**
             * Shape of a CheckStudyRequest.
             * @typedef {consilium.v1.CheckStudyRequest.$Properties} consilium.v1.CheckStudyRequest.$Shape
             */

            /**
             * Constructs a new CheckStudyRequest.
             * @memberof consilium.v1
             * @classdesc A study that is to be run.
             * @constructor
             * @param {consilium.v1.CheckStudyRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const CheckStudyRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Name of the study.
             * @member {string} study
             * @memberof consilium.v1.CheckStudyRequest
             * @instance
             */
            CheckStudyRequest.prototype.study = "";

            /**
             * Creates a new CheckStudyRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.CheckStudyRequest
             * @static
             * @param {consilium.v1.CheckStudyRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.CheckStudyRequest} CheckStudyRequest instance
             * @type {{
             *   (properties: consilium.v1.CheckStudyRequest.$Shape): consilium.v1.CheckStudyRequest & consilium.v1.CheckStudyRequest.$Shape;
             *   (properties?: consilium.v1.CheckStudyRequest.$Properties): consilium.v1.CheckStudyRequest;
             * }}
             */
            CheckStudyRequest.create = function(properties) {
                return new CheckStudyRequest(properties);
            };

            /**
             * Encodes the specified CheckStudyRequest message. Does not implicitly {@link consilium.v1.CheckStudyRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.CheckStudyRequest
             * @static
             * @param {consilium.v1.CheckStudyRequest.$Properties} message CheckStudyRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            CheckStudyRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.study != null && $Object.hasOwnProperty.call(message, "study") && message.study !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.study);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a CheckStudyRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.CheckStudyRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.CheckStudyRequest & consilium.v1.CheckStudyRequest.$Shape} CheckStudyRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            CheckStudyRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.CheckStudyRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.study = value;
                            else
                                delete message.study;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CheckStudyRequest;
        })();

        v1.StudyReadiness = (function() {

            /**
             * Properties of a StudyReadiness.
             * @typedef {Object} consilium.v1.StudyReadiness.$Properties
             * @property {string|null} [study] Name of the study.
             * @property {string|null} [planHash] SHA-256 of its newest plan, hex.
             * @property {number|null} [quorum] How many sites each round needs.
             * @property {Array.<consilium.v1.SiteReadiness.$Properties>|null} [sites] Sites of the plan, by identifier.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a StudyReadiness.
             * @memberof consilium.v1
             * @interface IStudyReadiness
             * @augments consilium.v1.StudyReadiness.$Properties
             * @deprecated Use consilium.v1.StudyReadiness.$Properties instead.
             */

            /**
             * Shape of a StudyReadiness.
             * @typedef {consilium.v1.StudyReadiness.$Properties} consilium.v1.StudyReadiness.$Shape
             */

            /**
             * Constructs a new StudyReadiness.
             * @memberof consilium.v1
             * @classdesc Who could take part in a run now.
             * @constructor
             * @param {consilium.v1.StudyReadiness.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const StudyReadiness = function (properties) {
                this.sites = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Name of the study.
             * @member {string} study
             * @memberof consilium.v1.StudyReadiness
             * @instance
             */
            StudyReadiness.prototype.study = "";

            /**
             * SHA-256 of its newest plan, hex.
             * @member {string} planHash
             * @memberof consilium.v1.StudyReadiness
             * @instance
             */
            StudyReadiness.prototype.planHash = "";

            /**
             * How many sites each round needs.
             * @member {number} quorum
             * @memberof consilium.v1.StudyReadiness
             * @instance
             */
            StudyReadiness.prototype.quorum = 0;

            /**
             * Sites of the plan, by identifier.
             * @member {Array.<consilium.v1.SiteReadiness.$Properties>} sites
             * @memberof consilium.v1.StudyReadiness
             * @instance
             */
            StudyReadiness.prototype.sites = $util.emptyArray;

            /**
             * Creates a new StudyReadiness instance using the specified properties.
             * @function create
             * @memberof consilium.v1.StudyReadiness
             * @static
             * @param {consilium.v1.StudyReadiness.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.StudyReadiness} StudyReadiness instance
             * @type {{
             *   (properties: consilium.v1.StudyReadiness.$Shape): consilium.v1.StudyReadiness & consilium.v1.StudyReadiness.$Shape;
             *   (properties?: consilium.v1.StudyReadiness.$Properties): consilium.v1.StudyReadiness;
             * }}
             */
            StudyReadiness.create = function(properties) {
                return new StudyReadiness(properties);
            };

            /**
             * Encodes the specified StudyReadiness message. Does not implicitly {@link consilium.v1.StudyReadiness.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.StudyReadiness
             * @static
             * @param {consilium.v1.StudyReadiness.$Properties} message StudyReadiness message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            StudyReadiness.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.study != null && $Object.hasOwnProperty.call(message, "study") && message.study !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.study);
                if (message.planHash != null && $Object.hasOwnProperty.call(message, "planHash") && message.planHash !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.planHash);
                if (message.quorum != null && $Object.hasOwnProperty.call(message, "quorum") && message.quorum !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.quorum);
                if (message.sites != null && message.sites.length)
                    for (let i = 0; i < message.sites.length; ++i)
                        $root.consilium.v1.SiteReadiness.encode(message.sites[i], writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a StudyReadiness message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.StudyReadiness
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.StudyReadiness & consilium.v1.StudyReadiness.$Shape} StudyReadiness
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            StudyReadiness.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.StudyReadiness();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.study = value;
                            else
                                delete message.study;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.planHash = value;
                            else
                                delete message.planHash;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.quorum = value;
                            else
                                delete message.quorum;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.sites && message.sites.length))
                                message.sites = [];
                            message.sites.push($root.consilium.v1.SiteReadiness.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return StudyReadiness;
        })();

        v1.SiteReadiness = (function() {

            /**
             * Properties of a SiteReadiness.
             * @typedef {Object} consilium.v1.SiteReadiness.$Properties
             * @property {string|null} [site] Site identifier.
             * @property {string|null} [standing] unknown, invited, admitted, quarantined or revoked.
             * @property {boolean|null} [connected] Whether its agent holds a session now.
             * @property {number|null} [lastSeenMs] Last time a session was open, in milliseconds since the Unix epoch; 0 for never.
             * @property {string|null} [word] What it answered last to a task of this plan: none, accepted or refused.
             * @property {number|null} [wordMs] When that task was made, in milliseconds since the Unix epoch; 0 for none.
             * @property {consilium.v1.Problem.$Properties|null} [problem] Why it refused; absent otherwise.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SiteReadiness.
             * @memberof consilium.v1
             * @interface ISiteReadiness
             * @augments consilium.v1.SiteReadiness.$Properties
             * @deprecated Use consilium.v1.SiteReadiness.$Properties instead.
             */

            /**
             * Shape of a SiteReadiness.
             * @typedef {consilium.v1.SiteReadiness.$Properties} consilium.v1.SiteReadiness.$Shape
             */

            /**
             * Constructs a new SiteReadiness.
             * @memberof consilium.v1
             * @classdesc One site of a plan.
             * @constructor
             * @param {consilium.v1.SiteReadiness.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SiteReadiness = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Site identifier.
             * @member {string} site
             * @memberof consilium.v1.SiteReadiness
             * @instance
             */
            SiteReadiness.prototype.site = "";

            /**
             * unknown, invited, admitted, quarantined or revoked.
             * @member {string} standing
             * @memberof consilium.v1.SiteReadiness
             * @instance
             */
            SiteReadiness.prototype.standing = "";

            /**
             * Whether its agent holds a session now.
             * @member {boolean} connected
             * @memberof consilium.v1.SiteReadiness
             * @instance
             */
            SiteReadiness.prototype.connected = false;

            /**
             * Last time a session was open, in milliseconds since the Unix epoch; 0 for never.
             * @member {number} lastSeenMs
             * @memberof consilium.v1.SiteReadiness
             * @instance
             */
            SiteReadiness.prototype.lastSeenMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * What it answered last to a task of this plan: none, accepted or refused.
             * @member {string} word
             * @memberof consilium.v1.SiteReadiness
             * @instance
             */
            SiteReadiness.prototype.word = "";

            /**
             * When that task was made, in milliseconds since the Unix epoch; 0 for none.
             * @member {number} wordMs
             * @memberof consilium.v1.SiteReadiness
             * @instance
             */
            SiteReadiness.prototype.wordMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Why it refused; absent otherwise.
             * @member {consilium.v1.Problem.$Properties|null|undefined} problem
             * @memberof consilium.v1.SiteReadiness
             * @instance
             */
            SiteReadiness.prototype.problem = null;

            /**
             * Creates a new SiteReadiness instance using the specified properties.
             * @function create
             * @memberof consilium.v1.SiteReadiness
             * @static
             * @param {consilium.v1.SiteReadiness.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.SiteReadiness} SiteReadiness instance
             * @type {{
             *   (properties: consilium.v1.SiteReadiness.$Shape): consilium.v1.SiteReadiness & consilium.v1.SiteReadiness.$Shape;
             *   (properties?: consilium.v1.SiteReadiness.$Properties): consilium.v1.SiteReadiness;
             * }}
             */
            SiteReadiness.create = function(properties) {
                return new SiteReadiness(properties);
            };

            /**
             * Encodes the specified SiteReadiness message. Does not implicitly {@link consilium.v1.SiteReadiness.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.SiteReadiness
             * @static
             * @param {consilium.v1.SiteReadiness.$Properties} message SiteReadiness message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SiteReadiness.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.site != null && $Object.hasOwnProperty.call(message, "site") && message.site !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.site);
                if (message.standing != null && $Object.hasOwnProperty.call(message, "standing") && message.standing !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.standing);
                if (message.connected != null && $Object.hasOwnProperty.call(message, "connected") && message.connected !== false)
                    writer.uint32(/* id 3, wireType 0 =*/24).bool(message.connected);
                if (message.lastSeenMs != null && $Object.hasOwnProperty.call(message, "lastSeenMs") && (typeof message.lastSeenMs === "object" ? message.lastSeenMs.low || message.lastSeenMs.high : message.lastSeenMs !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.lastSeenMs);
                if (message.word != null && $Object.hasOwnProperty.call(message, "word") && message.word !== "")
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.word);
                if (message.wordMs != null && $Object.hasOwnProperty.call(message, "wordMs") && (typeof message.wordMs === "object" ? message.wordMs.low || message.wordMs.high : message.wordMs !== 0))
                    writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.wordMs);
                if (message.problem != null && $Object.hasOwnProperty.call(message, "problem"))
                    $root.consilium.v1.Problem.encode(message.problem, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SiteReadiness message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.SiteReadiness
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.SiteReadiness & consilium.v1.SiteReadiness.$Shape} SiteReadiness
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SiteReadiness.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.SiteReadiness();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.site = value;
                            else
                                delete message.site;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.standing = value;
                            else
                                delete message.standing;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.connected = value;
                            else
                                delete message.connected;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.lastSeenMs = value;
                            else
                                delete message.lastSeenMs;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.word = value;
                            else
                                delete message.word;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.wordMs = value;
                            else
                                delete message.wordMs;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.problem = $root.consilium.v1.Problem.decode(reader, reader.size(), $undefined, _depth + 1, message.problem);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SiteReadiness;
        })();

        v1.StartRunRequest = (function() {

            /**
             * Properties of a StartRunRequest.
             * @typedef {Object} consilium.v1.StartRunRequest.$Properties
             * @property {string|null} [study] Name of the study.
             * @property {number|null} [rounds] Number of rounds, 0 for as many as the plan says. Never more than the plan says.
             * @property {string|null} [planHash] SHA-256 of the plan that is meant, hex: where the study's newest plan is another one, nothing is started (PLAN_CHANGED). Empty for the newest,
             * whichever it is.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a StartRunRequest.
             * @memberof consilium.v1
             * @interface IStartRunRequest
             * @augments consilium.v1.StartRunRequest.$Properties
             * @deprecated Use consilium.v1.StartRunRequest.$Properties instead.
             */

            /**
             * Shape of a StartRunRequest.
             * @typedef {consilium.v1.StartRunRequest.$Properties} consilium.v1.StartRunRequest.$Shape
             */

            /**
             * Constructs a new StartRunRequest.
             * @memberof consilium.v1
             * @classdesc What to run.
             * @constructor
             * @param {consilium.v1.StartRunRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const StartRunRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Name of the study.
             * @member {string} study
             * @memberof consilium.v1.StartRunRequest
             * @instance
             */
            StartRunRequest.prototype.study = "";

            /**
             * Number of rounds, 0 for as many as the plan says. Never more than the plan says.
             * @member {number} rounds
             * @memberof consilium.v1.StartRunRequest
             * @instance
             */
            StartRunRequest.prototype.rounds = 0;

            /**
             * SHA-256 of the plan that is meant, hex: where the study's newest plan is another one, nothing is started (PLAN_CHANGED). Empty for the newest,
             * whichever it is.
             * @member {string} planHash
             * @memberof consilium.v1.StartRunRequest
             * @instance
             */
            StartRunRequest.prototype.planHash = "";

            /**
             * Creates a new StartRunRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.StartRunRequest
             * @static
             * @param {consilium.v1.StartRunRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.StartRunRequest} StartRunRequest instance
             * @type {{
             *   (properties: consilium.v1.StartRunRequest.$Shape): consilium.v1.StartRunRequest & consilium.v1.StartRunRequest.$Shape;
             *   (properties?: consilium.v1.StartRunRequest.$Properties): consilium.v1.StartRunRequest;
             * }}
             */
            StartRunRequest.create = function(properties) {
                return new StartRunRequest(properties);
            };

            /**
             * Encodes the specified StartRunRequest message. Does not implicitly {@link consilium.v1.StartRunRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.StartRunRequest
             * @static
             * @param {consilium.v1.StartRunRequest.$Properties} message StartRunRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            StartRunRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.study != null && $Object.hasOwnProperty.call(message, "study") && message.study !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.study);
                if (message.rounds != null && $Object.hasOwnProperty.call(message, "rounds") && message.rounds !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.rounds);
                if (message.planHash != null && $Object.hasOwnProperty.call(message, "planHash") && message.planHash !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.planHash);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a StartRunRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.StartRunRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.StartRunRequest & consilium.v1.StartRunRequest.$Shape} StartRunRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            StartRunRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.StartRunRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.study = value;
                            else
                                delete message.study;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.rounds = value;
                            else
                                delete message.rounds;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.planHash = value;
                            else
                                delete message.planHash;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return StartRunRequest;
        })();

        v1.RunRequest = (function() {

            /**
             * Properties of a RunRequest.
             * @typedef {Object} consilium.v1.RunRequest.$Properties
             * @property {string|null} [run] Run identifier.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RunRequest.
             * @memberof consilium.v1
             * @interface IRunRequest
             * @augments consilium.v1.RunRequest.$Properties
             * @deprecated Use consilium.v1.RunRequest.$Properties instead.
             */

            /**
             * Shape of a RunRequest.
             * @typedef {consilium.v1.RunRequest.$Properties} consilium.v1.RunRequest.$Shape
             */

            /**
             * Constructs a new RunRequest.
             * @memberof consilium.v1
             * @classdesc Names a run.
             * @constructor
             * @param {consilium.v1.RunRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RunRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Run identifier.
             * @member {string} run
             * @memberof consilium.v1.RunRequest
             * @instance
             */
            RunRequest.prototype.run = "";

            /**
             * Creates a new RunRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.RunRequest
             * @static
             * @param {consilium.v1.RunRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.RunRequest} RunRequest instance
             * @type {{
             *   (properties: consilium.v1.RunRequest.$Shape): consilium.v1.RunRequest & consilium.v1.RunRequest.$Shape;
             *   (properties?: consilium.v1.RunRequest.$Properties): consilium.v1.RunRequest;
             * }}
             */
            RunRequest.create = function(properties) {
                return new RunRequest(properties);
            };

            /**
             * Encodes the specified RunRequest message. Does not implicitly {@link consilium.v1.RunRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.RunRequest
             * @static
             * @param {consilium.v1.RunRequest.$Properties} message RunRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RunRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.run != null && $Object.hasOwnProperty.call(message, "run") && message.run !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.run);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RunRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.RunRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.RunRequest & consilium.v1.RunRequest.$Shape} RunRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RunRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.RunRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.run = value;
                            else
                                delete message.run;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RunRequest;
        })();

        v1.GetModelRequest = (function() {

            /**
             * Properties of a GetModelRequest.
             * @typedef {Object} consilium.v1.GetModelRequest.$Properties
             * @property {string|null} [hash] SHA-256 of the content, hex.
             * @property {number|null} [offset] First byte wanted.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a GetModelRequest.
             * @memberof consilium.v1
             * @interface IGetModelRequest
             * @augments consilium.v1.GetModelRequest.$Properties
             * @deprecated Use consilium.v1.GetModelRequest.$Properties instead.
             */

            /**
             * Shape of a GetModelRequest.
             * @typedef {consilium.v1.GetModelRequest.$Properties} consilium.v1.GetModelRequest.$Shape
             */

            /**
             * Constructs a new GetModelRequest.
             * @memberof consilium.v1
             * @classdesc Names a blob that a run made.
             * @constructor
             * @param {consilium.v1.GetModelRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const GetModelRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SHA-256 of the content, hex.
             * @member {string} hash
             * @memberof consilium.v1.GetModelRequest
             * @instance
             */
            GetModelRequest.prototype.hash = "";

            /**
             * First byte wanted.
             * @member {number} offset
             * @memberof consilium.v1.GetModelRequest
             * @instance
             */
            GetModelRequest.prototype.offset = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Creates a new GetModelRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.GetModelRequest
             * @static
             * @param {consilium.v1.GetModelRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.GetModelRequest} GetModelRequest instance
             * @type {{
             *   (properties: consilium.v1.GetModelRequest.$Shape): consilium.v1.GetModelRequest & consilium.v1.GetModelRequest.$Shape;
             *   (properties?: consilium.v1.GetModelRequest.$Properties): consilium.v1.GetModelRequest;
             * }}
             */
            GetModelRequest.create = function(properties) {
                return new GetModelRequest(properties);
            };

            /**
             * Encodes the specified GetModelRequest message. Does not implicitly {@link consilium.v1.GetModelRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.GetModelRequest
             * @static
             * @param {consilium.v1.GetModelRequest.$Properties} message GetModelRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            GetModelRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.hash != null && $Object.hasOwnProperty.call(message, "hash") && message.hash !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.hash);
                if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && (typeof message.offset === "object" ? message.offset.low || message.offset.high : message.offset !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.offset);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a GetModelRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.GetModelRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.GetModelRequest & consilium.v1.GetModelRequest.$Shape} GetModelRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            GetModelRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.GetModelRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.hash = value;
                            else
                                delete message.hash;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.offset = value;
                            else
                                delete message.offset;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return GetModelRequest;
        })();

        v1.TranscriptRequest = (function() {

            /**
             * Properties of a TranscriptRequest.
             * @typedef {Object} consilium.v1.TranscriptRequest.$Properties
             * @property {string|null} [run] Run identifier.
             * @property {number|null} [round] Round, counted from 1; 0 for the newest that has a transcript.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a TranscriptRequest.
             * @memberof consilium.v1
             * @interface ITranscriptRequest
             * @augments consilium.v1.TranscriptRequest.$Properties
             * @deprecated Use consilium.v1.TranscriptRequest.$Properties instead.
             */

            /**
             * Shape of a TranscriptRequest.
             * @typedef {consilium.v1.TranscriptRequest.$Properties} consilium.v1.TranscriptRequest.$Shape
             */

            /**
             * Constructs a new TranscriptRequest.
             * @memberof consilium.v1
             * @classdesc Names the sum under masks of one round.
             * @constructor
             * @param {consilium.v1.TranscriptRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const TranscriptRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Run identifier.
             * @member {string} run
             * @memberof consilium.v1.TranscriptRequest
             * @instance
             */
            TranscriptRequest.prototype.run = "";

            /**
             * Round, counted from 1; 0 for the newest that has a transcript.
             * @member {number} round
             * @memberof consilium.v1.TranscriptRequest
             * @instance
             */
            TranscriptRequest.prototype.round = 0;

            /**
             * Creates a new TranscriptRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.TranscriptRequest
             * @static
             * @param {consilium.v1.TranscriptRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.TranscriptRequest} TranscriptRequest instance
             * @type {{
             *   (properties: consilium.v1.TranscriptRequest.$Shape): consilium.v1.TranscriptRequest & consilium.v1.TranscriptRequest.$Shape;
             *   (properties?: consilium.v1.TranscriptRequest.$Properties): consilium.v1.TranscriptRequest;
             * }}
             */
            TranscriptRequest.create = function(properties) {
                return new TranscriptRequest(properties);
            };

            /**
             * Encodes the specified TranscriptRequest message. Does not implicitly {@link consilium.v1.TranscriptRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.TranscriptRequest
             * @static
             * @param {consilium.v1.TranscriptRequest.$Properties} message TranscriptRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TranscriptRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.run != null && $Object.hasOwnProperty.call(message, "run") && message.run !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.run);
                if (message.round != null && $Object.hasOwnProperty.call(message, "round") && message.round !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.round);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a TranscriptRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.TranscriptRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.TranscriptRequest & consilium.v1.TranscriptRequest.$Shape} TranscriptRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TranscriptRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.TranscriptRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.run = value;
                            else
                                delete message.run;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.round = value;
                            else
                                delete message.round;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return TranscriptRequest;
        })();

        v1.TranscriptInfo = (function() {

            /**
             * Properties of a TranscriptInfo.
             * @typedef {Object} consilium.v1.TranscriptInfo.$Properties
             * @property {string|null} [run] Run identifier.
             * @property {number|null} [round] Round, counted from 1.
             * @property {string|null} [transcriptHash] SHA-256 of the transcript, hex.
             * @property {Array.<Uint8Array>|null} [words] Words of the sites that have signed it, as bytes of lib/secure-sum, in the order of their names.
             * @property {string|null} [baseHash] SHA-256 of the model before, hex; empty where it is no longer kept.
             * @property {string|null} [sumHash] SHA-256 of the sum, hex; empty where it is no longer kept.
             * @property {string|null} [beforeHash] SHA-256 of what the strategy remembered before, hex; empty where it is no longer kept.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a TranscriptInfo.
             * @memberof consilium.v1
             * @interface ITranscriptInfo
             * @augments consilium.v1.TranscriptInfo.$Properties
             * @deprecated Use consilium.v1.TranscriptInfo.$Properties instead.
             */

            /**
             * Shape of a TranscriptInfo.
             * @typedef {consilium.v1.TranscriptInfo.$Properties} consilium.v1.TranscriptInfo.$Shape
             */

            /**
             * Constructs a new TranscriptInfo.
             * @memberof consilium.v1
             * @classdesc What is kept of the sum under masks of one round.
             * @constructor
             * @param {consilium.v1.TranscriptInfo.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const TranscriptInfo = function (properties) {
                this.words = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Run identifier.
             * @member {string} run
             * @memberof consilium.v1.TranscriptInfo
             * @instance
             */
            TranscriptInfo.prototype.run = "";

            /**
             * Round, counted from 1.
             * @member {number} round
             * @memberof consilium.v1.TranscriptInfo
             * @instance
             */
            TranscriptInfo.prototype.round = 0;

            /**
             * SHA-256 of the transcript, hex.
             * @member {string} transcriptHash
             * @memberof consilium.v1.TranscriptInfo
             * @instance
             */
            TranscriptInfo.prototype.transcriptHash = "";

            /**
             * Words of the sites that have signed it, as bytes of lib/secure-sum, in the order of their names.
             * @member {Array.<Uint8Array>} words
             * @memberof consilium.v1.TranscriptInfo
             * @instance
             */
            TranscriptInfo.prototype.words = $util.emptyArray;

            /**
             * SHA-256 of the model before, hex; empty where it is no longer kept.
             * @member {string} baseHash
             * @memberof consilium.v1.TranscriptInfo
             * @instance
             */
            TranscriptInfo.prototype.baseHash = "";

            /**
             * SHA-256 of the sum, hex; empty where it is no longer kept.
             * @member {string} sumHash
             * @memberof consilium.v1.TranscriptInfo
             * @instance
             */
            TranscriptInfo.prototype.sumHash = "";

            /**
             * SHA-256 of what the strategy remembered before, hex; empty where it is no longer kept.
             * @member {string} beforeHash
             * @memberof consilium.v1.TranscriptInfo
             * @instance
             */
            TranscriptInfo.prototype.beforeHash = "";

            /**
             * Creates a new TranscriptInfo instance using the specified properties.
             * @function create
             * @memberof consilium.v1.TranscriptInfo
             * @static
             * @param {consilium.v1.TranscriptInfo.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.TranscriptInfo} TranscriptInfo instance
             * @type {{
             *   (properties: consilium.v1.TranscriptInfo.$Shape): consilium.v1.TranscriptInfo & consilium.v1.TranscriptInfo.$Shape;
             *   (properties?: consilium.v1.TranscriptInfo.$Properties): consilium.v1.TranscriptInfo;
             * }}
             */
            TranscriptInfo.create = function(properties) {
                return new TranscriptInfo(properties);
            };

            /**
             * Encodes the specified TranscriptInfo message. Does not implicitly {@link consilium.v1.TranscriptInfo.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.TranscriptInfo
             * @static
             * @param {consilium.v1.TranscriptInfo.$Properties} message TranscriptInfo message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TranscriptInfo.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.run != null && $Object.hasOwnProperty.call(message, "run") && message.run !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.run);
                if (message.round != null && $Object.hasOwnProperty.call(message, "round") && message.round !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.round);
                if (message.transcriptHash != null && $Object.hasOwnProperty.call(message, "transcriptHash") && message.transcriptHash !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.transcriptHash);
                if (message.words != null && message.words.length)
                    for (let i = 0; i < message.words.length; ++i)
                        writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.words[i]);
                if (message.baseHash != null && $Object.hasOwnProperty.call(message, "baseHash") && message.baseHash !== "")
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.baseHash);
                if (message.sumHash != null && $Object.hasOwnProperty.call(message, "sumHash") && message.sumHash !== "")
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.sumHash);
                if (message.beforeHash != null && $Object.hasOwnProperty.call(message, "beforeHash") && message.beforeHash !== "")
                    writer.uint32(/* id 7, wireType 2 =*/58).string(message.beforeHash);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a TranscriptInfo message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.TranscriptInfo
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.TranscriptInfo & consilium.v1.TranscriptInfo.$Shape} TranscriptInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TranscriptInfo.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.TranscriptInfo();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.run = value;
                            else
                                delete message.run;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.round = value;
                            else
                                delete message.round;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.transcriptHash = value;
                            else
                                delete message.transcriptHash;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.words && message.words.length))
                                message.words = [];
                            message.words.push(reader.bytes());
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.baseHash = value;
                            else
                                delete message.baseHash;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.sumHash = value;
                            else
                                delete message.sumHash;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.beforeHash = value;
                            else
                                delete message.beforeHash;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return TranscriptInfo;
        })();

        v1.RunInfo = (function() {

            /**
             * Properties of a RunInfo.
             * @typedef {Object} consilium.v1.RunInfo.$Properties
             * @property {string|null} [run] Run identifier.
             * @property {string|null} [study] Name of the study.
             * @property {string|null} [planHash] SHA-256 of the plan, hex.
             * @property {string|null} [state] running, paused, completed, stopped or failed.
             * @property {number|null} [rounds] Rounds that the run is to make.
             * @property {number|null} [closedRounds] Rounds made so far.
             * @property {string|null} [modelHash] SHA-256 of the newest model, hex; of the final model once the run is completed.
             * @property {consilium.v1.Problem.$Properties|null} [problem] Why the run ended early; empty otherwise.
             * @property {Array.<consilium.v1.RoundInfo.$Properties>|null} [roundInfos] Closed rounds and the open one. A watcher gets each round once when it changes.
             * @property {number|null} [earlierAttempts] Attempts before those in round_infos that are left out of the answer to GetRun; a watcher gets every one.
             * @property {consilium.v1.RunPause.$Properties|null} [pause] Why and since when it is paused, or of a running one that it will be after this round; absent otherwise.
             * @property {Array.<consilium.v1.RunDecision.$Properties>|null} [decisions] What people have decided about it, oldest first.
             * @property {boolean|null} [rehearsal] Whether a coordinator that rehearses has driven it: sites may have left noise out or drawn it from a seed, so that no epsilon is sure.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RunInfo.
             * @memberof consilium.v1
             * @interface IRunInfo
             * @augments consilium.v1.RunInfo.$Properties
             * @deprecated Use consilium.v1.RunInfo.$Properties instead.
             */

            /**
             * Shape of a RunInfo.
             * @typedef {consilium.v1.RunInfo.$Properties} consilium.v1.RunInfo.$Shape
             */

            /**
             * Constructs a new RunInfo.
             * @memberof consilium.v1
             * @classdesc A run as it stands.
             * @constructor
             * @param {consilium.v1.RunInfo.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RunInfo = function (properties) {
                this.roundInfos = [];
                this.decisions = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Run identifier.
             * @member {string} run
             * @memberof consilium.v1.RunInfo
             * @instance
             */
            RunInfo.prototype.run = "";

            /**
             * Name of the study.
             * @member {string} study
             * @memberof consilium.v1.RunInfo
             * @instance
             */
            RunInfo.prototype.study = "";

            /**
             * SHA-256 of the plan, hex.
             * @member {string} planHash
             * @memberof consilium.v1.RunInfo
             * @instance
             */
            RunInfo.prototype.planHash = "";

            /**
             * running, paused, completed, stopped or failed.
             * @member {string} state
             * @memberof consilium.v1.RunInfo
             * @instance
             */
            RunInfo.prototype.state = "";

            /**
             * Rounds that the run is to make.
             * @member {number} rounds
             * @memberof consilium.v1.RunInfo
             * @instance
             */
            RunInfo.prototype.rounds = 0;

            /**
             * Rounds made so far.
             * @member {number} closedRounds
             * @memberof consilium.v1.RunInfo
             * @instance
             */
            RunInfo.prototype.closedRounds = 0;

            /**
             * SHA-256 of the newest model, hex; of the final model once the run is completed.
             * @member {string} modelHash
             * @memberof consilium.v1.RunInfo
             * @instance
             */
            RunInfo.prototype.modelHash = "";

            /**
             * Why the run ended early; empty otherwise.
             * @member {consilium.v1.Problem.$Properties|null|undefined} problem
             * @memberof consilium.v1.RunInfo
             * @instance
             */
            RunInfo.prototype.problem = null;

            /**
             * Closed rounds and the open one. A watcher gets each round once when it changes.
             * @member {Array.<consilium.v1.RoundInfo.$Properties>} roundInfos
             * @memberof consilium.v1.RunInfo
             * @instance
             */
            RunInfo.prototype.roundInfos = $util.emptyArray;

            /**
             * Attempts before those in round_infos that are left out of the answer to GetRun; a watcher gets every one.
             * @member {number} earlierAttempts
             * @memberof consilium.v1.RunInfo
             * @instance
             */
            RunInfo.prototype.earlierAttempts = 0;

            /**
             * Why and since when it is paused, or of a running one that it will be after this round; absent otherwise.
             * @member {consilium.v1.RunPause.$Properties|null|undefined} pause
             * @memberof consilium.v1.RunInfo
             * @instance
             */
            RunInfo.prototype.pause = null;

            /**
             * What people have decided about it, oldest first.
             * @member {Array.<consilium.v1.RunDecision.$Properties>} decisions
             * @memberof consilium.v1.RunInfo
             * @instance
             */
            RunInfo.prototype.decisions = $util.emptyArray;

            /**
             * Whether a coordinator that rehearses has driven it: sites may have left noise out or drawn it from a seed, so that no epsilon is sure.
             * @member {boolean} rehearsal
             * @memberof consilium.v1.RunInfo
             * @instance
             */
            RunInfo.prototype.rehearsal = false;

            /**
             * Creates a new RunInfo instance using the specified properties.
             * @function create
             * @memberof consilium.v1.RunInfo
             * @static
             * @param {consilium.v1.RunInfo.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.RunInfo} RunInfo instance
             * @type {{
             *   (properties: consilium.v1.RunInfo.$Shape): consilium.v1.RunInfo & consilium.v1.RunInfo.$Shape;
             *   (properties?: consilium.v1.RunInfo.$Properties): consilium.v1.RunInfo;
             * }}
             */
            RunInfo.create = function(properties) {
                return new RunInfo(properties);
            };

            /**
             * Encodes the specified RunInfo message. Does not implicitly {@link consilium.v1.RunInfo.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.RunInfo
             * @static
             * @param {consilium.v1.RunInfo.$Properties} message RunInfo message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RunInfo.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.run != null && $Object.hasOwnProperty.call(message, "run") && message.run !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.run);
                if (message.study != null && $Object.hasOwnProperty.call(message, "study") && message.study !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.study);
                if (message.planHash != null && $Object.hasOwnProperty.call(message, "planHash") && message.planHash !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.planHash);
                if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.state);
                if (message.rounds != null && $Object.hasOwnProperty.call(message, "rounds") && message.rounds !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.rounds);
                if (message.closedRounds != null && $Object.hasOwnProperty.call(message, "closedRounds") && message.closedRounds !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.closedRounds);
                if (message.modelHash != null && $Object.hasOwnProperty.call(message, "modelHash") && message.modelHash !== "")
                    writer.uint32(/* id 7, wireType 2 =*/58).string(message.modelHash);
                if (message.problem != null && $Object.hasOwnProperty.call(message, "problem"))
                    $root.consilium.v1.Problem.encode(message.problem, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.roundInfos != null && message.roundInfos.length)
                    for (let i = 0; i < message.roundInfos.length; ++i)
                        $root.consilium.v1.RoundInfo.encode(message.roundInfos[i], writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
                if (message.earlierAttempts != null && $Object.hasOwnProperty.call(message, "earlierAttempts") && message.earlierAttempts !== 0)
                    writer.uint32(/* id 10, wireType 0 =*/80).uint32(message.earlierAttempts);
                if (message.pause != null && $Object.hasOwnProperty.call(message, "pause"))
                    $root.consilium.v1.RunPause.encode(message.pause, writer.uint32(/* id 11, wireType 2 =*/90).fork(), _depth + 1).ldelim();
                if (message.decisions != null && message.decisions.length)
                    for (let i = 0; i < message.decisions.length; ++i)
                        $root.consilium.v1.RunDecision.encode(message.decisions[i], writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
                if (message.rehearsal != null && $Object.hasOwnProperty.call(message, "rehearsal") && message.rehearsal !== false)
                    writer.uint32(/* id 13, wireType 0 =*/104).bool(message.rehearsal);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RunInfo message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.RunInfo
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.RunInfo & consilium.v1.RunInfo.$Shape} RunInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RunInfo.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.RunInfo();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.run = value;
                            else
                                delete message.run;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.study = value;
                            else
                                delete message.study;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.planHash = value;
                            else
                                delete message.planHash;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.state = value;
                            else
                                delete message.state;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.rounds = value;
                            else
                                delete message.rounds;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.closedRounds = value;
                            else
                                delete message.closedRounds;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.modelHash = value;
                            else
                                delete message.modelHash;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.problem = $root.consilium.v1.Problem.decode(reader, reader.size(), $undefined, _depth + 1, message.problem);
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if (!(message.roundInfos && message.roundInfos.length))
                                message.roundInfos = [];
                            message.roundInfos.push($root.consilium.v1.RoundInfo.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.earlierAttempts = value;
                            else
                                delete message.earlierAttempts;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            message.pause = $root.consilium.v1.RunPause.decode(reader, reader.size(), $undefined, _depth + 1, message.pause);
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            if (!(message.decisions && message.decisions.length))
                                message.decisions = [];
                            message.decisions.push($root.consilium.v1.RunDecision.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 13: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.rehearsal = value;
                            else
                                delete message.rehearsal;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RunInfo;
        })();

        v1.RunDecision = (function() {

            /**
             * Properties of a RunDecision.
             * @typedef {Object} consilium.v1.RunDecision.$Properties
             * @property {string|null} [action] started, paused, resumed or stopped.
             * @property {string|null} [user] Name of the user.
             * @property {string|null} [key] SHA-256 of the key with which the user called, hex: a name may pass to another key. Empty where it was a token.
             * @property {number|null} [atMs] When, in milliseconds since the Unix epoch.
             * @property {string|null} [issuer] The issuer of the token with which the user called; empty where it was a key.
             * @property {string|null} [subject] The subject that the token names.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RunDecision.
             * @memberof consilium.v1
             * @interface IRunDecision
             * @augments consilium.v1.RunDecision.$Properties
             * @deprecated Use consilium.v1.RunDecision.$Properties instead.
             */

            /**
             * Shape of a RunDecision.
             * @typedef {consilium.v1.RunDecision.$Properties} consilium.v1.RunDecision.$Shape
             */

            /**
             * Constructs a new RunDecision.
             * @memberof consilium.v1
             * @classdesc What a person has decided about a run, and what has changed by that.
             * @constructor
             * @param {consilium.v1.RunDecision.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RunDecision = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * started, paused, resumed or stopped.
             * @member {string} action
             * @memberof consilium.v1.RunDecision
             * @instance
             */
            RunDecision.prototype.action = "";

            /**
             * Name of the user.
             * @member {string} user
             * @memberof consilium.v1.RunDecision
             * @instance
             */
            RunDecision.prototype.user = "";

            /**
             * SHA-256 of the key with which the user called, hex: a name may pass to another key. Empty where it was a token.
             * @member {string} key
             * @memberof consilium.v1.RunDecision
             * @instance
             */
            RunDecision.prototype.key = "";

            /**
             * When, in milliseconds since the Unix epoch.
             * @member {number} atMs
             * @memberof consilium.v1.RunDecision
             * @instance
             */
            RunDecision.prototype.atMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * The issuer of the token with which the user called; empty where it was a key.
             * @member {string} issuer
             * @memberof consilium.v1.RunDecision
             * @instance
             */
            RunDecision.prototype.issuer = "";

            /**
             * The subject that the token names.
             * @member {string} subject
             * @memberof consilium.v1.RunDecision
             * @instance
             */
            RunDecision.prototype.subject = "";

            /**
             * Creates a new RunDecision instance using the specified properties.
             * @function create
             * @memberof consilium.v1.RunDecision
             * @static
             * @param {consilium.v1.RunDecision.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.RunDecision} RunDecision instance
             * @type {{
             *   (properties: consilium.v1.RunDecision.$Shape): consilium.v1.RunDecision & consilium.v1.RunDecision.$Shape;
             *   (properties?: consilium.v1.RunDecision.$Properties): consilium.v1.RunDecision;
             * }}
             */
            RunDecision.create = function(properties) {
                return new RunDecision(properties);
            };

            /**
             * Encodes the specified RunDecision message. Does not implicitly {@link consilium.v1.RunDecision.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.RunDecision
             * @static
             * @param {consilium.v1.RunDecision.$Properties} message RunDecision message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RunDecision.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.action != null && $Object.hasOwnProperty.call(message, "action") && message.action !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.action);
                if (message.user != null && $Object.hasOwnProperty.call(message, "user") && message.user !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.user);
                if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.key);
                if (message.atMs != null && $Object.hasOwnProperty.call(message, "atMs") && (typeof message.atMs === "object" ? message.atMs.low || message.atMs.high : message.atMs !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.atMs);
                if (message.issuer != null && $Object.hasOwnProperty.call(message, "issuer") && message.issuer !== "")
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.issuer);
                if (message.subject != null && $Object.hasOwnProperty.call(message, "subject") && message.subject !== "")
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.subject);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RunDecision message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.RunDecision
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.RunDecision & consilium.v1.RunDecision.$Shape} RunDecision
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RunDecision.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.RunDecision();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.action = value;
                            else
                                delete message.action;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.user = value;
                            else
                                delete message.user;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.key = value;
                            else
                                delete message.key;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.atMs = value;
                            else
                                delete message.atMs;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.issuer = value;
                            else
                                delete message.issuer;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.subject = value;
                            else
                                delete message.subject;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RunDecision;
        })();

        v1.RunPause = (function() {

            /**
             * Properties of a RunPause.
             * @typedef {Object} consilium.v1.RunPause.$Properties
             * @property {string|null} [reason] absent: too few sites are connected; silent: those that are have not answered, and no attempt is left; asked: a person wants it.
             * @property {number|null} [sinceMs] Begun, in milliseconds since the Unix epoch; 0 while it is yet to begin.
             * @property {number|null} [againMs] When it goes on by itself if enough sites are connected, in milliseconds since the Unix epoch; 0 where a person must resume it.
             * @property {Array.<string>|null} [waitsFor] Sites whose answers are missing; of an absent pause those that are not connected now.
             * @property {number|null} [lacks] How many answers are missing that the round cannot do without.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RunPause.
             * @memberof consilium.v1
             * @interface IRunPause
             * @augments consilium.v1.RunPause.$Properties
             * @deprecated Use consilium.v1.RunPause.$Properties instead.
             */

            /**
             * Shape of a RunPause.
             * @typedef {consilium.v1.RunPause.$Properties} consilium.v1.RunPause.$Shape
             */

            /**
             * Constructs a new RunPause.
             * @memberof consilium.v1
             * @classdesc A pause of a run. Nothing in it depends on patients: who is connected, what sites have answered, the clock and people decide.
             * @constructor
             * @param {consilium.v1.RunPause.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RunPause = function (properties) {
                this.waitsFor = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * absent: too few sites are connected; silent: those that are have not answered, and no attempt is left; asked: a person wants it.
             * @member {string} reason
             * @memberof consilium.v1.RunPause
             * @instance
             */
            RunPause.prototype.reason = "";

            /**
             * Begun, in milliseconds since the Unix epoch; 0 while it is yet to begin.
             * @member {number} sinceMs
             * @memberof consilium.v1.RunPause
             * @instance
             */
            RunPause.prototype.sinceMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * When it goes on by itself if enough sites are connected, in milliseconds since the Unix epoch; 0 where a person must resume it.
             * @member {number} againMs
             * @memberof consilium.v1.RunPause
             * @instance
             */
            RunPause.prototype.againMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Sites whose answers are missing; of an absent pause those that are not connected now.
             * @member {Array.<string>} waitsFor
             * @memberof consilium.v1.RunPause
             * @instance
             */
            RunPause.prototype.waitsFor = $util.emptyArray;

            /**
             * How many answers are missing that the round cannot do without.
             * @member {number} lacks
             * @memberof consilium.v1.RunPause
             * @instance
             */
            RunPause.prototype.lacks = 0;

            /**
             * Creates a new RunPause instance using the specified properties.
             * @function create
             * @memberof consilium.v1.RunPause
             * @static
             * @param {consilium.v1.RunPause.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.RunPause} RunPause instance
             * @type {{
             *   (properties: consilium.v1.RunPause.$Shape): consilium.v1.RunPause & consilium.v1.RunPause.$Shape;
             *   (properties?: consilium.v1.RunPause.$Properties): consilium.v1.RunPause;
             * }}
             */
            RunPause.create = function(properties) {
                return new RunPause(properties);
            };

            /**
             * Encodes the specified RunPause message. Does not implicitly {@link consilium.v1.RunPause.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.RunPause
             * @static
             * @param {consilium.v1.RunPause.$Properties} message RunPause message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RunPause.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.reason);
                if (message.sinceMs != null && $Object.hasOwnProperty.call(message, "sinceMs") && (typeof message.sinceMs === "object" ? message.sinceMs.low || message.sinceMs.high : message.sinceMs !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.sinceMs);
                if (message.againMs != null && $Object.hasOwnProperty.call(message, "againMs") && (typeof message.againMs === "object" ? message.againMs.low || message.againMs.high : message.againMs !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.againMs);
                if (message.waitsFor != null && message.waitsFor.length)
                    for (let i = 0; i < message.waitsFor.length; ++i)
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.waitsFor[i]);
                if (message.lacks != null && $Object.hasOwnProperty.call(message, "lacks") && message.lacks !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.lacks);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RunPause message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.RunPause
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.RunPause & consilium.v1.RunPause.$Shape} RunPause
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RunPause.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.RunPause();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.sinceMs = value;
                            else
                                delete message.sinceMs;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.againMs = value;
                            else
                                delete message.againMs;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.waitsFor && message.waitsFor.length))
                                message.waitsFor = [];
                            message.waitsFor.push(reader.stringVerify());
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.lacks = value;
                            else
                                delete message.lacks;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RunPause;
        })();

        v1.RoundInfo = (function() {

            /**
             * Properties of a RoundInfo.
             * @typedef {Object} consilium.v1.RoundInfo.$Properties
             * @property {number|null} [round] Round, counted from 1.
             * @property {number|null} [attempt] Attempt, counted from 1.
             * @property {string|null} [state] collecting, paused, evaluating, closed or failed.
             * @property {number|null} [openedMs] Opened, in milliseconds since the Unix epoch.
             * @property {number|null} [deadlineMs] Deadline of the attempt, in milliseconds since the Unix epoch.
             * @property {number|null} [durationMs] Milliseconds from opening to close; 0 while open.
             * @property {Array.<consilium.v1.ParticipantInfo.$Properties>|null} [participants] What each site has done.
             * @property {string|null} [modelHash] SHA-256 of the model that the round made, hex; empty before.
             * @property {consilium.v1.ReleasedScores.$Properties|null} [released] Scores of that model on the held-out patients of all sites that sent theirs, from the sum of what they sent; absent when none did.
             * @property {consilium.v1.Problem.$Properties|null} [problem] Why the sum under masks of a failed attempt came to nothing; absent otherwise.
             * @property {string|null} [phase] Phase of the sum under masks while it is collecting or evaluating: keys, shares, masked, agreement or unmask; empty otherwise.
             * @property {consilium.v1.Problem.$Properties|null} [scoresWithheld] Why the sum of scores under masks came to nothing; absent otherwise.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RoundInfo.
             * @memberof consilium.v1
             * @interface IRoundInfo
             * @augments consilium.v1.RoundInfo.$Properties
             * @deprecated Use consilium.v1.RoundInfo.$Properties instead.
             */

            /**
             * Shape of a RoundInfo.
             * @typedef {consilium.v1.RoundInfo.$Properties} consilium.v1.RoundInfo.$Shape
             */

            /**
             * Constructs a new RoundInfo.
             * @memberof consilium.v1
             * @classdesc One round.
             * @constructor
             * @param {consilium.v1.RoundInfo.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RoundInfo = function (properties) {
                this.participants = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Round, counted from 1.
             * @member {number} round
             * @memberof consilium.v1.RoundInfo
             * @instance
             */
            RoundInfo.prototype.round = 0;

            /**
             * Attempt, counted from 1.
             * @member {number} attempt
             * @memberof consilium.v1.RoundInfo
             * @instance
             */
            RoundInfo.prototype.attempt = 0;

            /**
             * collecting, paused, evaluating, closed or failed.
             * @member {string} state
             * @memberof consilium.v1.RoundInfo
             * @instance
             */
            RoundInfo.prototype.state = "";

            /**
             * Opened, in milliseconds since the Unix epoch.
             * @member {number} openedMs
             * @memberof consilium.v1.RoundInfo
             * @instance
             */
            RoundInfo.prototype.openedMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Deadline of the attempt, in milliseconds since the Unix epoch.
             * @member {number} deadlineMs
             * @memberof consilium.v1.RoundInfo
             * @instance
             */
            RoundInfo.prototype.deadlineMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Milliseconds from opening to close; 0 while open.
             * @member {number} durationMs
             * @memberof consilium.v1.RoundInfo
             * @instance
             */
            RoundInfo.prototype.durationMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * What each site has done.
             * @member {Array.<consilium.v1.ParticipantInfo.$Properties>} participants
             * @memberof consilium.v1.RoundInfo
             * @instance
             */
            RoundInfo.prototype.participants = $util.emptyArray;

            /**
             * SHA-256 of the model that the round made, hex; empty before.
             * @member {string} modelHash
             * @memberof consilium.v1.RoundInfo
             * @instance
             */
            RoundInfo.prototype.modelHash = "";

            /**
             * Scores of that model on the held-out patients of all sites that sent theirs, from the sum of what they sent; absent when none did.
             * @member {consilium.v1.ReleasedScores.$Properties|null|undefined} released
             * @memberof consilium.v1.RoundInfo
             * @instance
             */
            RoundInfo.prototype.released = null;

            /**
             * Why the sum under masks of a failed attempt came to nothing; absent otherwise.
             * @member {consilium.v1.Problem.$Properties|null|undefined} problem
             * @memberof consilium.v1.RoundInfo
             * @instance
             */
            RoundInfo.prototype.problem = null;

            /**
             * Phase of the sum under masks while it is collecting or evaluating: keys, shares, masked, agreement or unmask; empty otherwise.
             * @member {string} phase
             * @memberof consilium.v1.RoundInfo
             * @instance
             */
            RoundInfo.prototype.phase = "";

            /**
             * Why the sum of scores under masks came to nothing; absent otherwise.
             * @member {consilium.v1.Problem.$Properties|null|undefined} scoresWithheld
             * @memberof consilium.v1.RoundInfo
             * @instance
             */
            RoundInfo.prototype.scoresWithheld = null;

            /**
             * Creates a new RoundInfo instance using the specified properties.
             * @function create
             * @memberof consilium.v1.RoundInfo
             * @static
             * @param {consilium.v1.RoundInfo.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.RoundInfo} RoundInfo instance
             * @type {{
             *   (properties: consilium.v1.RoundInfo.$Shape): consilium.v1.RoundInfo & consilium.v1.RoundInfo.$Shape;
             *   (properties?: consilium.v1.RoundInfo.$Properties): consilium.v1.RoundInfo;
             * }}
             */
            RoundInfo.create = function(properties) {
                return new RoundInfo(properties);
            };

            /**
             * Encodes the specified RoundInfo message. Does not implicitly {@link consilium.v1.RoundInfo.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.RoundInfo
             * @static
             * @param {consilium.v1.RoundInfo.$Properties} message RoundInfo message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RoundInfo.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.round != null && $Object.hasOwnProperty.call(message, "round") && message.round !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.round);
                if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt") && message.attempt !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.attempt);
                if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.state);
                if (message.openedMs != null && $Object.hasOwnProperty.call(message, "openedMs") && (typeof message.openedMs === "object" ? message.openedMs.low || message.openedMs.high : message.openedMs !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.openedMs);
                if (message.deadlineMs != null && $Object.hasOwnProperty.call(message, "deadlineMs") && (typeof message.deadlineMs === "object" ? message.deadlineMs.low || message.deadlineMs.high : message.deadlineMs !== 0))
                    writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.deadlineMs);
                if (message.durationMs != null && $Object.hasOwnProperty.call(message, "durationMs") && (typeof message.durationMs === "object" ? message.durationMs.low || message.durationMs.high : message.durationMs !== 0))
                    writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.durationMs);
                if (message.participants != null && message.participants.length)
                    for (let i = 0; i < message.participants.length; ++i)
                        $root.consilium.v1.ParticipantInfo.encode(message.participants[i], writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.modelHash != null && $Object.hasOwnProperty.call(message, "modelHash") && message.modelHash !== "")
                    writer.uint32(/* id 8, wireType 2 =*/66).string(message.modelHash);
                if (message.released != null && $Object.hasOwnProperty.call(message, "released"))
                    $root.consilium.v1.ReleasedScores.encode(message.released, writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
                if (message.problem != null && $Object.hasOwnProperty.call(message, "problem"))
                    $root.consilium.v1.Problem.encode(message.problem, writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
                if (message.phase != null && $Object.hasOwnProperty.call(message, "phase") && message.phase !== "")
                    writer.uint32(/* id 11, wireType 2 =*/90).string(message.phase);
                if (message.scoresWithheld != null && $Object.hasOwnProperty.call(message, "scoresWithheld"))
                    $root.consilium.v1.Problem.encode(message.scoresWithheld, writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RoundInfo message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.RoundInfo
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.RoundInfo & consilium.v1.RoundInfo.$Shape} RoundInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RoundInfo.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.RoundInfo();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.round = value;
                            else
                                delete message.round;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.attempt = value;
                            else
                                delete message.attempt;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.state = value;
                            else
                                delete message.state;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.openedMs = value;
                            else
                                delete message.openedMs;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.deadlineMs = value;
                            else
                                delete message.deadlineMs;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.durationMs = value;
                            else
                                delete message.durationMs;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if (!(message.participants && message.participants.length))
                                message.participants = [];
                            message.participants.push($root.consilium.v1.ParticipantInfo.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.modelHash = value;
                            else
                                delete message.modelHash;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            message.released = $root.consilium.v1.ReleasedScores.decode(reader, reader.size(), $undefined, _depth + 1, message.released);
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            message.problem = $root.consilium.v1.Problem.decode(reader, reader.size(), $undefined, _depth + 1, message.problem);
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.phase = value;
                            else
                                delete message.phase;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            message.scoresWithheld = $root.consilium.v1.Problem.decode(reader, reader.size(), $undefined, _depth + 1, message.scoresWithheld);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RoundInfo;
        })();

        v1.ReleasedScores = (function() {

            /**
             * Properties of a ReleasedScores.
             * @typedef {Object} consilium.v1.ReleasedScores.$Properties
             * @property {Array.<number>|null} [words] Counts and sums with their noise, in the order that follows from the plan's evaluation section, modulo 2^32.
             * @property {Array.<string>|null} [sites] Sites that are added up.
             * @property {string|null} [metricsJson] Metrics that follow from the words, each with an interval that covers patients and noise, canonical JSON.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReleasedScores.
             * @memberof consilium.v1
             * @interface IReleasedScores
             * @augments consilium.v1.ReleasedScores.$Properties
             * @deprecated Use consilium.v1.ReleasedScores.$Properties instead.
             */

            /**
             * Shape of a ReleasedScores.
             * @typedef {consilium.v1.ReleasedScores.$Properties} consilium.v1.ReleasedScores.$Shape
             */

            /**
             * Constructs a new ReleasedScores.
             * @memberof consilium.v1
             * @classdesc Noised scores, as they left one site or added up over several.
             * @constructor
             * @param {consilium.v1.ReleasedScores.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReleasedScores = function (properties) {
                this.words = [];
                this.sites = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Counts and sums with their noise, in the order that follows from the plan's evaluation section, modulo 2^32.
             * @member {Array.<number>} words
             * @memberof consilium.v1.ReleasedScores
             * @instance
             */
            ReleasedScores.prototype.words = $util.emptyArray;

            /**
             * Sites that are added up.
             * @member {Array.<string>} sites
             * @memberof consilium.v1.ReleasedScores
             * @instance
             */
            ReleasedScores.prototype.sites = $util.emptyArray;

            /**
             * Metrics that follow from the words, each with an interval that covers patients and noise, canonical JSON.
             * @member {string} metricsJson
             * @memberof consilium.v1.ReleasedScores
             * @instance
             */
            ReleasedScores.prototype.metricsJson = "";

            /**
             * Creates a new ReleasedScores instance using the specified properties.
             * @function create
             * @memberof consilium.v1.ReleasedScores
             * @static
             * @param {consilium.v1.ReleasedScores.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.ReleasedScores} ReleasedScores instance
             * @type {{
             *   (properties: consilium.v1.ReleasedScores.$Shape): consilium.v1.ReleasedScores & consilium.v1.ReleasedScores.$Shape;
             *   (properties?: consilium.v1.ReleasedScores.$Properties): consilium.v1.ReleasedScores;
             * }}
             */
            ReleasedScores.create = function(properties) {
                return new ReleasedScores(properties);
            };

            /**
             * Encodes the specified ReleasedScores message. Does not implicitly {@link consilium.v1.ReleasedScores.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.ReleasedScores
             * @static
             * @param {consilium.v1.ReleasedScores.$Properties} message ReleasedScores message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReleasedScores.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.words != null && message.words.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).sint32s(message.words);
                if (message.sites != null && message.sites.length)
                    for (let i = 0; i < message.sites.length; ++i)
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.sites[i]);
                if (message.metricsJson != null && $Object.hasOwnProperty.call(message, "metricsJson") && message.metricsJson !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.metricsJson);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReleasedScores message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.ReleasedScores
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.ReleasedScores & consilium.v1.ReleasedScores.$Shape} ReleasedScores
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReleasedScores.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.ReleasedScores();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType === 2) {
                                if (!(message.words && message.words.length))
                                    message.words = [];
                                reader.sint32s(message.words);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.words && message.words.length))
                                message.words = [];
                            message.words.push(reader.sint32());
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.sites && message.sites.length))
                                message.sites = [];
                            message.sites.push(reader.stringVerify());
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.metricsJson = value;
                            else
                                delete message.metricsJson;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ReleasedScores;
        })();

        v1.ParticipantInfo = (function() {

            /**
             * Properties of a ParticipantInfo.
             * @typedef {Object} consilium.v1.ParticipantInfo.$Properties
             * @property {string|null} [site] Site identifier.
             * @property {string|null} [state] waiting, accepted, counted, refused, rejected, failed, or left-out of sums under masks.
             * @property {consilium.v1.Problem.$Properties|null} [problem] Why a site refused, failed or was rejected; empty otherwise.
             * @property {string|null} [metricsJson] Exact metrics of the round's model at this site, canonical JSON; empty unless the hospital shares exact metrics.
             * @property {consilium.v1.Problem.$Properties|null} [scoresDeclined] Why the site sent no scores; empty otherwise.
             * @property {consilium.v1.ReleasedScores.$Properties|null} [released] Scores of the round's model at this site; absent when there are none, and under masks, where nobody but the site has them.
             * @property {boolean|null} [scoresMasked] Whether the site's scores came under masks: they are known in the sum alone.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ParticipantInfo.
             * @memberof consilium.v1
             * @interface IParticipantInfo
             * @augments consilium.v1.ParticipantInfo.$Properties
             * @deprecated Use consilium.v1.ParticipantInfo.$Properties instead.
             */

            /**
             * Shape of a ParticipantInfo.
             * @typedef {consilium.v1.ParticipantInfo.$Properties} consilium.v1.ParticipantInfo.$Shape
             */

            /**
             * Constructs a new ParticipantInfo.
             * @memberof consilium.v1
             * @classdesc One site in one round.
             * @constructor
             * @param {consilium.v1.ParticipantInfo.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ParticipantInfo = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Site identifier.
             * @member {string} site
             * @memberof consilium.v1.ParticipantInfo
             * @instance
             */
            ParticipantInfo.prototype.site = "";

            /**
             * waiting, accepted, counted, refused, rejected, failed, or left-out of sums under masks.
             * @member {string} state
             * @memberof consilium.v1.ParticipantInfo
             * @instance
             */
            ParticipantInfo.prototype.state = "";

            /**
             * Why a site refused, failed or was rejected; empty otherwise.
             * @member {consilium.v1.Problem.$Properties|null|undefined} problem
             * @memberof consilium.v1.ParticipantInfo
             * @instance
             */
            ParticipantInfo.prototype.problem = null;

            /**
             * Exact metrics of the round's model at this site, canonical JSON; empty unless the hospital shares exact metrics.
             * @member {string} metricsJson
             * @memberof consilium.v1.ParticipantInfo
             * @instance
             */
            ParticipantInfo.prototype.metricsJson = "";

            /**
             * Why the site sent no scores; empty otherwise.
             * @member {consilium.v1.Problem.$Properties|null|undefined} scoresDeclined
             * @memberof consilium.v1.ParticipantInfo
             * @instance
             */
            ParticipantInfo.prototype.scoresDeclined = null;

            /**
             * Scores of the round's model at this site; absent when there are none, and under masks, where nobody but the site has them.
             * @member {consilium.v1.ReleasedScores.$Properties|null|undefined} released
             * @memberof consilium.v1.ParticipantInfo
             * @instance
             */
            ParticipantInfo.prototype.released = null;

            /**
             * Whether the site's scores came under masks: they are known in the sum alone.
             * @member {boolean} scoresMasked
             * @memberof consilium.v1.ParticipantInfo
             * @instance
             */
            ParticipantInfo.prototype.scoresMasked = false;

            /**
             * Creates a new ParticipantInfo instance using the specified properties.
             * @function create
             * @memberof consilium.v1.ParticipantInfo
             * @static
             * @param {consilium.v1.ParticipantInfo.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.ParticipantInfo} ParticipantInfo instance
             * @type {{
             *   (properties: consilium.v1.ParticipantInfo.$Shape): consilium.v1.ParticipantInfo & consilium.v1.ParticipantInfo.$Shape;
             *   (properties?: consilium.v1.ParticipantInfo.$Properties): consilium.v1.ParticipantInfo;
             * }}
             */
            ParticipantInfo.create = function(properties) {
                return new ParticipantInfo(properties);
            };

            /**
             * Encodes the specified ParticipantInfo message. Does not implicitly {@link consilium.v1.ParticipantInfo.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.ParticipantInfo
             * @static
             * @param {consilium.v1.ParticipantInfo.$Properties} message ParticipantInfo message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ParticipantInfo.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.site != null && $Object.hasOwnProperty.call(message, "site") && message.site !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.site);
                if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.state);
                if (message.problem != null && $Object.hasOwnProperty.call(message, "problem"))
                    $root.consilium.v1.Problem.encode(message.problem, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.metricsJson != null && $Object.hasOwnProperty.call(message, "metricsJson") && message.metricsJson !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.metricsJson);
                if (message.scoresDeclined != null && $Object.hasOwnProperty.call(message, "scoresDeclined"))
                    $root.consilium.v1.Problem.encode(message.scoresDeclined, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.released != null && $Object.hasOwnProperty.call(message, "released"))
                    $root.consilium.v1.ReleasedScores.encode(message.released, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.scoresMasked != null && $Object.hasOwnProperty.call(message, "scoresMasked") && message.scoresMasked !== false)
                    writer.uint32(/* id 7, wireType 0 =*/56).bool(message.scoresMasked);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ParticipantInfo message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.ParticipantInfo
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.ParticipantInfo & consilium.v1.ParticipantInfo.$Shape} ParticipantInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ParticipantInfo.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.ParticipantInfo();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.site = value;
                            else
                                delete message.site;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.state = value;
                            else
                                delete message.state;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.problem = $root.consilium.v1.Problem.decode(reader, reader.size(), $undefined, _depth + 1, message.problem);
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.metricsJson = value;
                            else
                                delete message.metricsJson;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.scoresDeclined = $root.consilium.v1.Problem.decode(reader, reader.size(), $undefined, _depth + 1, message.scoresDeclined);
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.released = $root.consilium.v1.ReleasedScores.decode(reader, reader.size(), $undefined, _depth + 1, message.released);
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.scoresMasked = value;
                            else
                                delete message.scoresMasked;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ParticipantInfo;
        })();

        v1.ListRunsRequest = (function() {

            /**
             * Properties of a ListRunsRequest.
             * @typedef {Object} consilium.v1.ListRunsRequest.$Properties
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ListRunsRequest.
             * @memberof consilium.v1
             * @interface IListRunsRequest
             * @augments consilium.v1.ListRunsRequest.$Properties
             * @deprecated Use consilium.v1.ListRunsRequest.$Properties instead.
             */

            /**
             * Shape of a ListRunsRequest.
             * @typedef {consilium.v1.ListRunsRequest.$Properties} consilium.v1.ListRunsRequest.$Shape
             */

            /**
             * Constructs a new ListRunsRequest.
             * @memberof consilium.v1
             * @classdesc Nothing to say yet.
             * @constructor
             * @param {consilium.v1.ListRunsRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ListRunsRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Creates a new ListRunsRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.ListRunsRequest
             * @static
             * @param {consilium.v1.ListRunsRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.ListRunsRequest} ListRunsRequest instance
             * @type {{
             *   (properties: consilium.v1.ListRunsRequest.$Shape): consilium.v1.ListRunsRequest & consilium.v1.ListRunsRequest.$Shape;
             *   (properties?: consilium.v1.ListRunsRequest.$Properties): consilium.v1.ListRunsRequest;
             * }}
             */
            ListRunsRequest.create = function(properties) {
                return new ListRunsRequest(properties);
            };

            /**
             * Encodes the specified ListRunsRequest message. Does not implicitly {@link consilium.v1.ListRunsRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.ListRunsRequest
             * @static
             * @param {consilium.v1.ListRunsRequest.$Properties} message ListRunsRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ListRunsRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ListRunsRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.ListRunsRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.ListRunsRequest & consilium.v1.ListRunsRequest.$Shape} ListRunsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ListRunsRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.ListRunsRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ListRunsRequest;
        })();

        v1.ListRunsResponse = (function() {

            /**
             * Properties of a ListRunsResponse.
             * @typedef {Object} consilium.v1.ListRunsResponse.$Properties
             * @property {Array.<consilium.v1.RunInfo.$Properties>|null} [runs] Newest first, without their rounds.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ListRunsResponse.
             * @memberof consilium.v1
             * @interface IListRunsResponse
             * @augments consilium.v1.ListRunsResponse.$Properties
             * @deprecated Use consilium.v1.ListRunsResponse.$Properties instead.
             */

            /**
             * Shape of a ListRunsResponse.
             * @typedef {consilium.v1.ListRunsResponse.$Properties} consilium.v1.ListRunsResponse.$Shape
             */

            /**
             * Constructs a new ListRunsResponse.
             * @memberof consilium.v1
             * @classdesc All runs.
             * @constructor
             * @param {consilium.v1.ListRunsResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ListRunsResponse = function (properties) {
                this.runs = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Newest first, without their rounds.
             * @member {Array.<consilium.v1.RunInfo.$Properties>} runs
             * @memberof consilium.v1.ListRunsResponse
             * @instance
             */
            ListRunsResponse.prototype.runs = $util.emptyArray;

            /**
             * Creates a new ListRunsResponse instance using the specified properties.
             * @function create
             * @memberof consilium.v1.ListRunsResponse
             * @static
             * @param {consilium.v1.ListRunsResponse.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.ListRunsResponse} ListRunsResponse instance
             * @type {{
             *   (properties: consilium.v1.ListRunsResponse.$Shape): consilium.v1.ListRunsResponse & consilium.v1.ListRunsResponse.$Shape;
             *   (properties?: consilium.v1.ListRunsResponse.$Properties): consilium.v1.ListRunsResponse;
             * }}
             */
            ListRunsResponse.create = function(properties) {
                return new ListRunsResponse(properties);
            };

            /**
             * Encodes the specified ListRunsResponse message. Does not implicitly {@link consilium.v1.ListRunsResponse.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.ListRunsResponse
             * @static
             * @param {consilium.v1.ListRunsResponse.$Properties} message ListRunsResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ListRunsResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.runs != null && message.runs.length)
                    for (let i = 0; i < message.runs.length; ++i)
                        $root.consilium.v1.RunInfo.encode(message.runs[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ListRunsResponse message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.ListRunsResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.ListRunsResponse & consilium.v1.ListRunsResponse.$Shape} ListRunsResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ListRunsResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.ListRunsResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.runs && message.runs.length))
                                message.runs = [];
                            message.runs.push($root.consilium.v1.RunInfo.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ListRunsResponse;
        })();

        v1.ListSitesRequest = (function() {

            /**
             * Properties of a ListSitesRequest.
             * @typedef {Object} consilium.v1.ListSitesRequest.$Properties
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ListSitesRequest.
             * @memberof consilium.v1
             * @interface IListSitesRequest
             * @augments consilium.v1.ListSitesRequest.$Properties
             * @deprecated Use consilium.v1.ListSitesRequest.$Properties instead.
             */

            /**
             * Shape of a ListSitesRequest.
             * @typedef {consilium.v1.ListSitesRequest.$Properties} consilium.v1.ListSitesRequest.$Shape
             */

            /**
             * Constructs a new ListSitesRequest.
             * @memberof consilium.v1
             * @classdesc Nothing to say yet.
             * @constructor
             * @param {consilium.v1.ListSitesRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ListSitesRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Creates a new ListSitesRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.ListSitesRequest
             * @static
             * @param {consilium.v1.ListSitesRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.ListSitesRequest} ListSitesRequest instance
             * @type {{
             *   (properties: consilium.v1.ListSitesRequest.$Shape): consilium.v1.ListSitesRequest & consilium.v1.ListSitesRequest.$Shape;
             *   (properties?: consilium.v1.ListSitesRequest.$Properties): consilium.v1.ListSitesRequest;
             * }}
             */
            ListSitesRequest.create = function(properties) {
                return new ListSitesRequest(properties);
            };

            /**
             * Encodes the specified ListSitesRequest message. Does not implicitly {@link consilium.v1.ListSitesRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.ListSitesRequest
             * @static
             * @param {consilium.v1.ListSitesRequest.$Properties} message ListSitesRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ListSitesRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ListSitesRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.ListSitesRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.ListSitesRequest & consilium.v1.ListSitesRequest.$Shape} ListSitesRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ListSitesRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.ListSitesRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ListSitesRequest;
        })();

        v1.ListSitesResponse = (function() {

            /**
             * Properties of a ListSitesResponse.
             * @typedef {Object} consilium.v1.ListSitesResponse.$Properties
             * @property {Array.<consilium.v1.SiteInfo.$Properties>|null} [sites] By identifier.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ListSitesResponse.
             * @memberof consilium.v1
             * @interface IListSitesResponse
             * @augments consilium.v1.ListSitesResponse.$Properties
             * @deprecated Use consilium.v1.ListSitesResponse.$Properties instead.
             */

            /**
             * Shape of a ListSitesResponse.
             * @typedef {consilium.v1.ListSitesResponse.$Properties} consilium.v1.ListSitesResponse.$Shape
             */

            /**
             * Constructs a new ListSitesResponse.
             * @memberof consilium.v1
             * @classdesc All sites.
             * @constructor
             * @param {consilium.v1.ListSitesResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ListSitesResponse = function (properties) {
                this.sites = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * By identifier.
             * @member {Array.<consilium.v1.SiteInfo.$Properties>} sites
             * @memberof consilium.v1.ListSitesResponse
             * @instance
             */
            ListSitesResponse.prototype.sites = $util.emptyArray;

            /**
             * Creates a new ListSitesResponse instance using the specified properties.
             * @function create
             * @memberof consilium.v1.ListSitesResponse
             * @static
             * @param {consilium.v1.ListSitesResponse.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.ListSitesResponse} ListSitesResponse instance
             * @type {{
             *   (properties: consilium.v1.ListSitesResponse.$Shape): consilium.v1.ListSitesResponse & consilium.v1.ListSitesResponse.$Shape;
             *   (properties?: consilium.v1.ListSitesResponse.$Properties): consilium.v1.ListSitesResponse;
             * }}
             */
            ListSitesResponse.create = function(properties) {
                return new ListSitesResponse(properties);
            };

            /**
             * Encodes the specified ListSitesResponse message. Does not implicitly {@link consilium.v1.ListSitesResponse.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.ListSitesResponse
             * @static
             * @param {consilium.v1.ListSitesResponse.$Properties} message ListSitesResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ListSitesResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.sites != null && message.sites.length)
                    for (let i = 0; i < message.sites.length; ++i)
                        $root.consilium.v1.SiteInfo.encode(message.sites[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ListSitesResponse message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.ListSitesResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.ListSitesResponse & consilium.v1.ListSitesResponse.$Shape} ListSitesResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ListSitesResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.ListSitesResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.sites && message.sites.length))
                                message.sites = [];
                            message.sites.push($root.consilium.v1.SiteInfo.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ListSitesResponse;
        })();

        v1.EnrolSiteRequest = (function() {

            /**
             * Properties of an EnrolSiteRequest.
             * @typedef {Object} consilium.v1.EnrolSiteRequest.$Properties
             * @property {string|null} [site] Site identifier; decided here, whatever the request says.
             * @property {string|null} [requestPem] Certificate request in PEM, made at the site; of a site that renews, followed by the proof of its old key.
             * @property {boolean|null} [replace] Whether the key takes the place of those of a revoked site, none of which ever comes back.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an EnrolSiteRequest.
             * @memberof consilium.v1
             * @interface IEnrolSiteRequest
             * @augments consilium.v1.EnrolSiteRequest.$Properties
             * @deprecated Use consilium.v1.EnrolSiteRequest.$Properties instead.
             */

            /**
             * Shape of an EnrolSiteRequest.
             * @typedef {consilium.v1.EnrolSiteRequest.$Properties} consilium.v1.EnrolSiteRequest.$Shape
             */

            /**
             * Constructs a new EnrolSiteRequest.
             * @memberof consilium.v1
             * @classdesc A site to admit.
             * @constructor
             * @param {consilium.v1.EnrolSiteRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const EnrolSiteRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Site identifier; decided here, whatever the request says.
             * @member {string} site
             * @memberof consilium.v1.EnrolSiteRequest
             * @instance
             */
            EnrolSiteRequest.prototype.site = "";

            /**
             * Certificate request in PEM, made at the site; of a site that renews, followed by the proof of its old key.
             * @member {string} requestPem
             * @memberof consilium.v1.EnrolSiteRequest
             * @instance
             */
            EnrolSiteRequest.prototype.requestPem = "";

            /**
             * Whether the key takes the place of those of a revoked site, none of which ever comes back.
             * @member {boolean} replace
             * @memberof consilium.v1.EnrolSiteRequest
             * @instance
             */
            EnrolSiteRequest.prototype.replace = false;

            /**
             * Creates a new EnrolSiteRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.EnrolSiteRequest
             * @static
             * @param {consilium.v1.EnrolSiteRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.EnrolSiteRequest} EnrolSiteRequest instance
             * @type {{
             *   (properties: consilium.v1.EnrolSiteRequest.$Shape): consilium.v1.EnrolSiteRequest & consilium.v1.EnrolSiteRequest.$Shape;
             *   (properties?: consilium.v1.EnrolSiteRequest.$Properties): consilium.v1.EnrolSiteRequest;
             * }}
             */
            EnrolSiteRequest.create = function(properties) {
                return new EnrolSiteRequest(properties);
            };

            /**
             * Encodes the specified EnrolSiteRequest message. Does not implicitly {@link consilium.v1.EnrolSiteRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.EnrolSiteRequest
             * @static
             * @param {consilium.v1.EnrolSiteRequest.$Properties} message EnrolSiteRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            EnrolSiteRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.site != null && $Object.hasOwnProperty.call(message, "site") && message.site !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.site);
                if (message.requestPem != null && $Object.hasOwnProperty.call(message, "requestPem") && message.requestPem !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.requestPem);
                if (message.replace != null && $Object.hasOwnProperty.call(message, "replace") && message.replace !== false)
                    writer.uint32(/* id 3, wireType 0 =*/24).bool(message.replace);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an EnrolSiteRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.EnrolSiteRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.EnrolSiteRequest & consilium.v1.EnrolSiteRequest.$Shape} EnrolSiteRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            EnrolSiteRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.EnrolSiteRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.site = value;
                            else
                                delete message.site;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.requestPem = value;
                            else
                                delete message.requestPem;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.replace = value;
                            else
                                delete message.replace;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return EnrolSiteRequest;
        })();

        v1.EnrolSiteResponse = (function() {

            /**
             * Properties of an EnrolSiteResponse.
             * @typedef {Object} consilium.v1.EnrolSiteResponse.$Properties
             * @property {string|null} [certificatePem] The site's certificate in PEM.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an EnrolSiteResponse.
             * @memberof consilium.v1
             * @interface IEnrolSiteResponse
             * @augments consilium.v1.EnrolSiteResponse.$Properties
             * @deprecated Use consilium.v1.EnrolSiteResponse.$Properties instead.
             */

            /**
             * Shape of an EnrolSiteResponse.
             * @typedef {consilium.v1.EnrolSiteResponse.$Properties} consilium.v1.EnrolSiteResponse.$Shape
             */

            /**
             * Constructs a new EnrolSiteResponse.
             * @memberof consilium.v1
             * @classdesc What the site needs to connect; none of it is secret.
             * @constructor
             * @param {consilium.v1.EnrolSiteResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const EnrolSiteResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * The site's certificate in PEM.
             * @member {string} certificatePem
             * @memberof consilium.v1.EnrolSiteResponse
             * @instance
             */
            EnrolSiteResponse.prototype.certificatePem = "";

            /**
             * Creates a new EnrolSiteResponse instance using the specified properties.
             * @function create
             * @memberof consilium.v1.EnrolSiteResponse
             * @static
             * @param {consilium.v1.EnrolSiteResponse.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.EnrolSiteResponse} EnrolSiteResponse instance
             * @type {{
             *   (properties: consilium.v1.EnrolSiteResponse.$Shape): consilium.v1.EnrolSiteResponse & consilium.v1.EnrolSiteResponse.$Shape;
             *   (properties?: consilium.v1.EnrolSiteResponse.$Properties): consilium.v1.EnrolSiteResponse;
             * }}
             */
            EnrolSiteResponse.create = function(properties) {
                return new EnrolSiteResponse(properties);
            };

            /**
             * Encodes the specified EnrolSiteResponse message. Does not implicitly {@link consilium.v1.EnrolSiteResponse.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.EnrolSiteResponse
             * @static
             * @param {consilium.v1.EnrolSiteResponse.$Properties} message EnrolSiteResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            EnrolSiteResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.certificatePem != null && $Object.hasOwnProperty.call(message, "certificatePem") && message.certificatePem !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.certificatePem);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an EnrolSiteResponse message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.EnrolSiteResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.EnrolSiteResponse & consilium.v1.EnrolSiteResponse.$Shape} EnrolSiteResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            EnrolSiteResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.EnrolSiteResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.certificatePem = value;
                            else
                                delete message.certificatePem;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return EnrolSiteResponse;
        })();

        v1.InviteSiteRequest = (function() {

            /**
             * Properties of an InviteSiteRequest.
             * @typedef {Object} consilium.v1.InviteSiteRequest.$Properties
             * @property {string|null} [site] Site identifier.
             * @property {number|null} [validMs] How long the invitation holds, in milliseconds.
             * @property {boolean|null} [replace] Whether the key takes the place of those of a revoked site.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an InviteSiteRequest.
             * @memberof consilium.v1
             * @interface IInviteSiteRequest
             * @augments consilium.v1.InviteSiteRequest.$Properties
             * @deprecated Use consilium.v1.InviteSiteRequest.$Properties instead.
             */

            /**
             * Shape of an InviteSiteRequest.
             * @typedef {consilium.v1.InviteSiteRequest.$Properties} consilium.v1.InviteSiteRequest.$Shape
             */

            /**
             * Constructs a new InviteSiteRequest.
             * @memberof consilium.v1
             * @classdesc A site to invite.
             * @constructor
             * @param {consilium.v1.InviteSiteRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const InviteSiteRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Site identifier.
             * @member {string} site
             * @memberof consilium.v1.InviteSiteRequest
             * @instance
             */
            InviteSiteRequest.prototype.site = "";

            /**
             * How long the invitation holds, in milliseconds.
             * @member {number} validMs
             * @memberof consilium.v1.InviteSiteRequest
             * @instance
             */
            InviteSiteRequest.prototype.validMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Whether the key takes the place of those of a revoked site.
             * @member {boolean} replace
             * @memberof consilium.v1.InviteSiteRequest
             * @instance
             */
            InviteSiteRequest.prototype.replace = false;

            /**
             * Creates a new InviteSiteRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.InviteSiteRequest
             * @static
             * @param {consilium.v1.InviteSiteRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.InviteSiteRequest} InviteSiteRequest instance
             * @type {{
             *   (properties: consilium.v1.InviteSiteRequest.$Shape): consilium.v1.InviteSiteRequest & consilium.v1.InviteSiteRequest.$Shape;
             *   (properties?: consilium.v1.InviteSiteRequest.$Properties): consilium.v1.InviteSiteRequest;
             * }}
             */
            InviteSiteRequest.create = function(properties) {
                return new InviteSiteRequest(properties);
            };

            /**
             * Encodes the specified InviteSiteRequest message. Does not implicitly {@link consilium.v1.InviteSiteRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.InviteSiteRequest
             * @static
             * @param {consilium.v1.InviteSiteRequest.$Properties} message InviteSiteRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            InviteSiteRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.site != null && $Object.hasOwnProperty.call(message, "site") && message.site !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.site);
                if (message.validMs != null && $Object.hasOwnProperty.call(message, "validMs") && (typeof message.validMs === "object" ? message.validMs.low || message.validMs.high : message.validMs !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.validMs);
                if (message.replace != null && $Object.hasOwnProperty.call(message, "replace") && message.replace !== false)
                    writer.uint32(/* id 3, wireType 0 =*/24).bool(message.replace);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an InviteSiteRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.InviteSiteRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.InviteSiteRequest & consilium.v1.InviteSiteRequest.$Shape} InviteSiteRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            InviteSiteRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.InviteSiteRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.site = value;
                            else
                                delete message.site;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.validMs = value;
                            else
                                delete message.validMs;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.replace = value;
                            else
                                delete message.replace;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return InviteSiteRequest;
        })();

        v1.InviteSiteResponse = (function() {

            /**
             * Properties of an InviteSiteResponse.
             * @typedef {Object} consilium.v1.InviteSiteResponse.$Properties
             * @property {Uint8Array|null} [token] Its secret, 20 bytes: with it, once, a key is admitted as this site.
             * @property {number|null} [expiresMs] Until when it holds, in milliseconds since the Unix epoch.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an InviteSiteResponse.
             * @memberof consilium.v1
             * @interface IInviteSiteResponse
             * @augments consilium.v1.InviteSiteResponse.$Properties
             * @deprecated Use consilium.v1.InviteSiteResponse.$Properties instead.
             */

            /**
             * Shape of an InviteSiteResponse.
             * @typedef {consilium.v1.InviteSiteResponse.$Properties} consilium.v1.InviteSiteResponse.$Shape
             */

            /**
             * Constructs a new InviteSiteResponse.
             * @memberof consilium.v1
             * @classdesc An invitation.
             * @constructor
             * @param {consilium.v1.InviteSiteResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const InviteSiteResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Its secret, 20 bytes: with it, once, a key is admitted as this site.
             * @member {Uint8Array} token
             * @memberof consilium.v1.InviteSiteResponse
             * @instance
             */
            InviteSiteResponse.prototype.token = $util.newBuffer([]);

            /**
             * Until when it holds, in milliseconds since the Unix epoch.
             * @member {number} expiresMs
             * @memberof consilium.v1.InviteSiteResponse
             * @instance
             */
            InviteSiteResponse.prototype.expiresMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Creates a new InviteSiteResponse instance using the specified properties.
             * @function create
             * @memberof consilium.v1.InviteSiteResponse
             * @static
             * @param {consilium.v1.InviteSiteResponse.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.InviteSiteResponse} InviteSiteResponse instance
             * @type {{
             *   (properties: consilium.v1.InviteSiteResponse.$Shape): consilium.v1.InviteSiteResponse & consilium.v1.InviteSiteResponse.$Shape;
             *   (properties?: consilium.v1.InviteSiteResponse.$Properties): consilium.v1.InviteSiteResponse;
             * }}
             */
            InviteSiteResponse.create = function(properties) {
                return new InviteSiteResponse(properties);
            };

            /**
             * Encodes the specified InviteSiteResponse message. Does not implicitly {@link consilium.v1.InviteSiteResponse.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.InviteSiteResponse
             * @static
             * @param {consilium.v1.InviteSiteResponse.$Properties} message InviteSiteResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            InviteSiteResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.token != null && $Object.hasOwnProperty.call(message, "token") && message.token.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.token);
                if (message.expiresMs != null && $Object.hasOwnProperty.call(message, "expiresMs") && (typeof message.expiresMs === "object" ? message.expiresMs.low || message.expiresMs.high : message.expiresMs !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.expiresMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an InviteSiteResponse message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.InviteSiteResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.InviteSiteResponse & consilium.v1.InviteSiteResponse.$Shape} InviteSiteResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            InviteSiteResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.InviteSiteResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.token = value;
                            else
                                delete message.token;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.expiresMs = value;
                            else
                                delete message.expiresMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return InviteSiteResponse;
        })();

        v1.ListInvitationsRequest = (function() {

            /**
             * Properties of a ListInvitationsRequest.
             * @typedef {Object} consilium.v1.ListInvitationsRequest.$Properties
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ListInvitationsRequest.
             * @memberof consilium.v1
             * @interface IListInvitationsRequest
             * @augments consilium.v1.ListInvitationsRequest.$Properties
             * @deprecated Use consilium.v1.ListInvitationsRequest.$Properties instead.
             */

            /**
             * Shape of a ListInvitationsRequest.
             * @typedef {consilium.v1.ListInvitationsRequest.$Properties} consilium.v1.ListInvitationsRequest.$Shape
             */

            /**
             * Constructs a new ListInvitationsRequest.
             * @memberof consilium.v1
             * @classdesc Nothing to say yet.
             * @constructor
             * @param {consilium.v1.ListInvitationsRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ListInvitationsRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Creates a new ListInvitationsRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.ListInvitationsRequest
             * @static
             * @param {consilium.v1.ListInvitationsRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.ListInvitationsRequest} ListInvitationsRequest instance
             * @type {{
             *   (properties: consilium.v1.ListInvitationsRequest.$Shape): consilium.v1.ListInvitationsRequest & consilium.v1.ListInvitationsRequest.$Shape;
             *   (properties?: consilium.v1.ListInvitationsRequest.$Properties): consilium.v1.ListInvitationsRequest;
             * }}
             */
            ListInvitationsRequest.create = function(properties) {
                return new ListInvitationsRequest(properties);
            };

            /**
             * Encodes the specified ListInvitationsRequest message. Does not implicitly {@link consilium.v1.ListInvitationsRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.ListInvitationsRequest
             * @static
             * @param {consilium.v1.ListInvitationsRequest.$Properties} message ListInvitationsRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ListInvitationsRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ListInvitationsRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.ListInvitationsRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.ListInvitationsRequest & consilium.v1.ListInvitationsRequest.$Shape} ListInvitationsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ListInvitationsRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.ListInvitationsRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ListInvitationsRequest;
        })();

        v1.ListInvitationsResponse = (function() {

            /**
             * Properties of a ListInvitationsResponse.
             * @typedef {Object} consilium.v1.ListInvitationsResponse.$Properties
             * @property {Array.<consilium.v1.InvitationInfo.$Properties>|null} [invitations] Newest first.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ListInvitationsResponse.
             * @memberof consilium.v1
             * @interface IListInvitationsResponse
             * @augments consilium.v1.ListInvitationsResponse.$Properties
             * @deprecated Use consilium.v1.ListInvitationsResponse.$Properties instead.
             */

            /**
             * Shape of a ListInvitationsResponse.
             * @typedef {consilium.v1.ListInvitationsResponse.$Properties} consilium.v1.ListInvitationsResponse.$Shape
             */

            /**
             * Constructs a new ListInvitationsResponse.
             * @memberof consilium.v1
             * @classdesc All invitations.
             * @constructor
             * @param {consilium.v1.ListInvitationsResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ListInvitationsResponse = function (properties) {
                this.invitations = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Newest first.
             * @member {Array.<consilium.v1.InvitationInfo.$Properties>} invitations
             * @memberof consilium.v1.ListInvitationsResponse
             * @instance
             */
            ListInvitationsResponse.prototype.invitations = $util.emptyArray;

            /**
             * Creates a new ListInvitationsResponse instance using the specified properties.
             * @function create
             * @memberof consilium.v1.ListInvitationsResponse
             * @static
             * @param {consilium.v1.ListInvitationsResponse.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.ListInvitationsResponse} ListInvitationsResponse instance
             * @type {{
             *   (properties: consilium.v1.ListInvitationsResponse.$Shape): consilium.v1.ListInvitationsResponse & consilium.v1.ListInvitationsResponse.$Shape;
             *   (properties?: consilium.v1.ListInvitationsResponse.$Properties): consilium.v1.ListInvitationsResponse;
             * }}
             */
            ListInvitationsResponse.create = function(properties) {
                return new ListInvitationsResponse(properties);
            };

            /**
             * Encodes the specified ListInvitationsResponse message. Does not implicitly {@link consilium.v1.ListInvitationsResponse.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.ListInvitationsResponse
             * @static
             * @param {consilium.v1.ListInvitationsResponse.$Properties} message ListInvitationsResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ListInvitationsResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.invitations != null && message.invitations.length)
                    for (let i = 0; i < message.invitations.length; ++i)
                        $root.consilium.v1.InvitationInfo.encode(message.invitations[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ListInvitationsResponse message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.ListInvitationsResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.ListInvitationsResponse & consilium.v1.ListInvitationsResponse.$Shape} ListInvitationsResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ListInvitationsResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.ListInvitationsResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.invitations && message.invitations.length))
                                message.invitations = [];
                            message.invitations.push($root.consilium.v1.InvitationInfo.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ListInvitationsResponse;
        })();

        v1.InvitationInfo = (function() {

            /**
             * Properties of an InvitationInfo.
             * @typedef {Object} consilium.v1.InvitationInfo.$Properties
             * @property {string|null} [site] Site identifier.
             * @property {string|null} [state] open, used, expired or withdrawn.
             * @property {number|null} [createdMs] When it was made, in milliseconds since the Unix epoch.
             * @property {number|null} [expiresMs] Until when it holds, in milliseconds since the Unix epoch.
             * @property {string|null} [key] SHA-256 of the key that used it, hex; empty for none.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an InvitationInfo.
             * @memberof consilium.v1
             * @interface IInvitationInfo
             * @augments consilium.v1.InvitationInfo.$Properties
             * @deprecated Use consilium.v1.InvitationInfo.$Properties instead.
             */

            /**
             * Shape of an InvitationInfo.
             * @typedef {consilium.v1.InvitationInfo.$Properties} consilium.v1.InvitationInfo.$Shape
             */

            /**
             * Constructs a new InvitationInfo.
             * @memberof consilium.v1
             * @classdesc What became of one invitation.
             * @constructor
             * @param {consilium.v1.InvitationInfo.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const InvitationInfo = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Site identifier.
             * @member {string} site
             * @memberof consilium.v1.InvitationInfo
             * @instance
             */
            InvitationInfo.prototype.site = "";

            /**
             * open, used, expired or withdrawn.
             * @member {string} state
             * @memberof consilium.v1.InvitationInfo
             * @instance
             */
            InvitationInfo.prototype.state = "";

            /**
             * When it was made, in milliseconds since the Unix epoch.
             * @member {number} createdMs
             * @memberof consilium.v1.InvitationInfo
             * @instance
             */
            InvitationInfo.prototype.createdMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Until when it holds, in milliseconds since the Unix epoch.
             * @member {number} expiresMs
             * @memberof consilium.v1.InvitationInfo
             * @instance
             */
            InvitationInfo.prototype.expiresMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * SHA-256 of the key that used it, hex; empty for none.
             * @member {string} key
             * @memberof consilium.v1.InvitationInfo
             * @instance
             */
            InvitationInfo.prototype.key = "";

            /**
             * Creates a new InvitationInfo instance using the specified properties.
             * @function create
             * @memberof consilium.v1.InvitationInfo
             * @static
             * @param {consilium.v1.InvitationInfo.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.InvitationInfo} InvitationInfo instance
             * @type {{
             *   (properties: consilium.v1.InvitationInfo.$Shape): consilium.v1.InvitationInfo & consilium.v1.InvitationInfo.$Shape;
             *   (properties?: consilium.v1.InvitationInfo.$Properties): consilium.v1.InvitationInfo;
             * }}
             */
            InvitationInfo.create = function(properties) {
                return new InvitationInfo(properties);
            };

            /**
             * Encodes the specified InvitationInfo message. Does not implicitly {@link consilium.v1.InvitationInfo.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.InvitationInfo
             * @static
             * @param {consilium.v1.InvitationInfo.$Properties} message InvitationInfo message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            InvitationInfo.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.site != null && $Object.hasOwnProperty.call(message, "site") && message.site !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.site);
                if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.state);
                if (message.createdMs != null && $Object.hasOwnProperty.call(message, "createdMs") && (typeof message.createdMs === "object" ? message.createdMs.low || message.createdMs.high : message.createdMs !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.createdMs);
                if (message.expiresMs != null && $Object.hasOwnProperty.call(message, "expiresMs") && (typeof message.expiresMs === "object" ? message.expiresMs.low || message.expiresMs.high : message.expiresMs !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.expiresMs);
                if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key !== "")
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.key);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an InvitationInfo message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.InvitationInfo
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.InvitationInfo & consilium.v1.InvitationInfo.$Shape} InvitationInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            InvitationInfo.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.InvitationInfo();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.site = value;
                            else
                                delete message.site;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.state = value;
                            else
                                delete message.state;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.createdMs = value;
                            else
                                delete message.createdMs;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.expiresMs = value;
                            else
                                delete message.expiresMs;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.key = value;
                            else
                                delete message.key;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return InvitationInfo;
        })();

        v1.RenewCertificateRequest = (function() {

            /**
             * Properties of a RenewCertificateRequest.
             * @typedef {Object} consilium.v1.RenewCertificateRequest.$Properties
             * @property {string|null} [requestPem] Certificate request (PKCS#10, PEM) of the caller's own key.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RenewCertificateRequest.
             * @memberof consilium.v1
             * @interface IRenewCertificateRequest
             * @augments consilium.v1.RenewCertificateRequest.$Properties
             * @deprecated Use consilium.v1.RenewCertificateRequest.$Properties instead.
             */

            /**
             * Shape of a RenewCertificateRequest.
             * @typedef {consilium.v1.RenewCertificateRequest.$Properties} consilium.v1.RenewCertificateRequest.$Shape
             */

            /**
             * Constructs a new RenewCertificateRequest.
             * @memberof consilium.v1
             * @classdesc Asks for a certificate that follows the caller's.
             * @constructor
             * @param {consilium.v1.RenewCertificateRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RenewCertificateRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Certificate request (PKCS#10, PEM) of the caller's own key.
             * @member {string} requestPem
             * @memberof consilium.v1.RenewCertificateRequest
             * @instance
             */
            RenewCertificateRequest.prototype.requestPem = "";

            /**
             * Creates a new RenewCertificateRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.RenewCertificateRequest
             * @static
             * @param {consilium.v1.RenewCertificateRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.RenewCertificateRequest} RenewCertificateRequest instance
             * @type {{
             *   (properties: consilium.v1.RenewCertificateRequest.$Shape): consilium.v1.RenewCertificateRequest & consilium.v1.RenewCertificateRequest.$Shape;
             *   (properties?: consilium.v1.RenewCertificateRequest.$Properties): consilium.v1.RenewCertificateRequest;
             * }}
             */
            RenewCertificateRequest.create = function(properties) {
                return new RenewCertificateRequest(properties);
            };

            /**
             * Encodes the specified RenewCertificateRequest message. Does not implicitly {@link consilium.v1.RenewCertificateRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.RenewCertificateRequest
             * @static
             * @param {consilium.v1.RenewCertificateRequest.$Properties} message RenewCertificateRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RenewCertificateRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.requestPem != null && $Object.hasOwnProperty.call(message, "requestPem") && message.requestPem !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.requestPem);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RenewCertificateRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.RenewCertificateRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.RenewCertificateRequest & consilium.v1.RenewCertificateRequest.$Shape} RenewCertificateRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RenewCertificateRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.RenewCertificateRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.requestPem = value;
                            else
                                delete message.requestPem;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RenewCertificateRequest;
        })();

        v1.RenewCertificateResponse = (function() {

            /**
             * Properties of a RenewCertificateResponse.
             * @typedef {Object} consilium.v1.RenewCertificateResponse.$Properties
             * @property {string|null} [certificatePem] Certificate of the user, PEM.
             * @property {string|null} [authoritiesPem] Certificates of the authorities, PEM, newest first; while one follows another, also the change, signed by both (lib/trust).
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RenewCertificateResponse.
             * @memberof consilium.v1
             * @interface IRenewCertificateResponse
             * @augments consilium.v1.RenewCertificateResponse.$Properties
             * @deprecated Use consilium.v1.RenewCertificateResponse.$Properties instead.
             */

            /**
             * Shape of a RenewCertificateResponse.
             * @typedef {consilium.v1.RenewCertificateResponse.$Properties} consilium.v1.RenewCertificateResponse.$Shape
             */

            /**
             * Constructs a new RenewCertificateResponse.
             * @memberof consilium.v1
             * @classdesc The user may go on.
             * @constructor
             * @param {consilium.v1.RenewCertificateResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RenewCertificateResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Certificate of the user, PEM.
             * @member {string} certificatePem
             * @memberof consilium.v1.RenewCertificateResponse
             * @instance
             */
            RenewCertificateResponse.prototype.certificatePem = "";

            /**
             * Certificates of the authorities, PEM, newest first; while one follows another, also the change, signed by both (lib/trust).
             * @member {string} authoritiesPem
             * @memberof consilium.v1.RenewCertificateResponse
             * @instance
             */
            RenewCertificateResponse.prototype.authoritiesPem = "";

            /**
             * Creates a new RenewCertificateResponse instance using the specified properties.
             * @function create
             * @memberof consilium.v1.RenewCertificateResponse
             * @static
             * @param {consilium.v1.RenewCertificateResponse.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.RenewCertificateResponse} RenewCertificateResponse instance
             * @type {{
             *   (properties: consilium.v1.RenewCertificateResponse.$Shape): consilium.v1.RenewCertificateResponse & consilium.v1.RenewCertificateResponse.$Shape;
             *   (properties?: consilium.v1.RenewCertificateResponse.$Properties): consilium.v1.RenewCertificateResponse;
             * }}
             */
            RenewCertificateResponse.create = function(properties) {
                return new RenewCertificateResponse(properties);
            };

            /**
             * Encodes the specified RenewCertificateResponse message. Does not implicitly {@link consilium.v1.RenewCertificateResponse.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.RenewCertificateResponse
             * @static
             * @param {consilium.v1.RenewCertificateResponse.$Properties} message RenewCertificateResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RenewCertificateResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.certificatePem != null && $Object.hasOwnProperty.call(message, "certificatePem") && message.certificatePem !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.certificatePem);
                if (message.authoritiesPem != null && $Object.hasOwnProperty.call(message, "authoritiesPem") && message.authoritiesPem !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.authoritiesPem);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RenewCertificateResponse message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.RenewCertificateResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.RenewCertificateResponse & consilium.v1.RenewCertificateResponse.$Shape} RenewCertificateResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RenewCertificateResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.RenewCertificateResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.certificatePem = value;
                            else
                                delete message.certificatePem;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.authoritiesPem = value;
                            else
                                delete message.authoritiesPem;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RenewCertificateResponse;
        })();

        v1.ListReceiptsRequest = (function() {

            /**
             * Properties of a ListReceiptsRequest.
             * @typedef {Object} consilium.v1.ListReceiptsRequest.$Properties
             * @property {string|null} [site] Site identifier.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ListReceiptsRequest.
             * @memberof consilium.v1
             * @interface IListReceiptsRequest
             * @augments consilium.v1.ListReceiptsRequest.$Properties
             * @deprecated Use consilium.v1.ListReceiptsRequest.$Properties instead.
             */

            /**
             * Shape of a ListReceiptsRequest.
             * @typedef {consilium.v1.ListReceiptsRequest.$Properties} consilium.v1.ListReceiptsRequest.$Shape
             */

            /**
             * Constructs a new ListReceiptsRequest.
             * @memberof consilium.v1
             * @classdesc Whose receipts.
             * @constructor
             * @param {consilium.v1.ListReceiptsRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ListReceiptsRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Site identifier.
             * @member {string} site
             * @memberof consilium.v1.ListReceiptsRequest
             * @instance
             */
            ListReceiptsRequest.prototype.site = "";

            /**
             * Creates a new ListReceiptsRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.ListReceiptsRequest
             * @static
             * @param {consilium.v1.ListReceiptsRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.ListReceiptsRequest} ListReceiptsRequest instance
             * @type {{
             *   (properties: consilium.v1.ListReceiptsRequest.$Shape): consilium.v1.ListReceiptsRequest & consilium.v1.ListReceiptsRequest.$Shape;
             *   (properties?: consilium.v1.ListReceiptsRequest.$Properties): consilium.v1.ListReceiptsRequest;
             * }}
             */
            ListReceiptsRequest.create = function(properties) {
                return new ListReceiptsRequest(properties);
            };

            /**
             * Encodes the specified ListReceiptsRequest message. Does not implicitly {@link consilium.v1.ListReceiptsRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.ListReceiptsRequest
             * @static
             * @param {consilium.v1.ListReceiptsRequest.$Properties} message ListReceiptsRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ListReceiptsRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.site != null && $Object.hasOwnProperty.call(message, "site") && message.site !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.site);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ListReceiptsRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.ListReceiptsRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.ListReceiptsRequest & consilium.v1.ListReceiptsRequest.$Shape} ListReceiptsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ListReceiptsRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.ListReceiptsRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.site = value;
                            else
                                delete message.site;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ListReceiptsRequest;
        })();

        v1.ClearReceiptsRequest = (function() {

            /**
             * Properties of a ClearReceiptsRequest.
             * @typedef {Object} consilium.v1.ClearReceiptsRequest.$Properties
             * @property {string|null} [site] Site identifier.
             * @property {string|null} [dataset] Name of the population whose ledger is lost; empty for all of the site.
             * @property {string|null} [reason] Why, for auditors: 1 to 1000 characters.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ClearReceiptsRequest.
             * @memberof consilium.v1
             * @interface IClearReceiptsRequest
             * @augments consilium.v1.ClearReceiptsRequest.$Properties
             * @deprecated Use consilium.v1.ClearReceiptsRequest.$Properties instead.
             */

            /**
             * Shape of a ClearReceiptsRequest.
             * @typedef {consilium.v1.ClearReceiptsRequest.$Properties} consilium.v1.ClearReceiptsRequest.$Shape
             */

            /**
             * Constructs a new ClearReceiptsRequest.
             * @memberof consilium.v1
             * @classdesc Which receipts to forget, and why.
             * @constructor
             * @param {consilium.v1.ClearReceiptsRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ClearReceiptsRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Site identifier.
             * @member {string} site
             * @memberof consilium.v1.ClearReceiptsRequest
             * @instance
             */
            ClearReceiptsRequest.prototype.site = "";

            /**
             * Name of the population whose ledger is lost; empty for all of the site.
             * @member {string} dataset
             * @memberof consilium.v1.ClearReceiptsRequest
             * @instance
             */
            ClearReceiptsRequest.prototype.dataset = "";

            /**
             * Why, for auditors: 1 to 1000 characters.
             * @member {string} reason
             * @memberof consilium.v1.ClearReceiptsRequest
             * @instance
             */
            ClearReceiptsRequest.prototype.reason = "";

            /**
             * Creates a new ClearReceiptsRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.ClearReceiptsRequest
             * @static
             * @param {consilium.v1.ClearReceiptsRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.ClearReceiptsRequest} ClearReceiptsRequest instance
             * @type {{
             *   (properties: consilium.v1.ClearReceiptsRequest.$Shape): consilium.v1.ClearReceiptsRequest & consilium.v1.ClearReceiptsRequest.$Shape;
             *   (properties?: consilium.v1.ClearReceiptsRequest.$Properties): consilium.v1.ClearReceiptsRequest;
             * }}
             */
            ClearReceiptsRequest.create = function(properties) {
                return new ClearReceiptsRequest(properties);
            };

            /**
             * Encodes the specified ClearReceiptsRequest message. Does not implicitly {@link consilium.v1.ClearReceiptsRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.ClearReceiptsRequest
             * @static
             * @param {consilium.v1.ClearReceiptsRequest.$Properties} message ClearReceiptsRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ClearReceiptsRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.site != null && $Object.hasOwnProperty.call(message, "site") && message.site !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.site);
                if (message.dataset != null && $Object.hasOwnProperty.call(message, "dataset") && message.dataset !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.dataset);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ClearReceiptsRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.ClearReceiptsRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.ClearReceiptsRequest & consilium.v1.ClearReceiptsRequest.$Shape} ClearReceiptsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ClearReceiptsRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.ClearReceiptsRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.site = value;
                            else
                                delete message.site;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.dataset = value;
                            else
                                delete message.dataset;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ClearReceiptsRequest;
        })();

        v1.SiteReceipts = (function() {

            /**
             * Properties of a SiteReceipts.
             * @typedef {Object} consilium.v1.SiteReceipts.$Properties
             * @property {Array.<consilium.v1.KeptReceipt.$Properties>|null} [receipts] By name of the population.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SiteReceipts.
             * @memberof consilium.v1
             * @interface ISiteReceipts
             * @augments consilium.v1.SiteReceipts.$Properties
             * @deprecated Use consilium.v1.SiteReceipts.$Properties instead.
             */

            /**
             * Shape of a SiteReceipts.
             * @typedef {consilium.v1.SiteReceipts.$Properties} consilium.v1.SiteReceipts.$Shape
             */

            /**
             * Constructs a new SiteReceipts.
             * @memberof consilium.v1
             * @classdesc Receipts of a site.
             * @constructor
             * @param {consilium.v1.SiteReceipts.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SiteReceipts = function (properties) {
                this.receipts = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * By name of the population.
             * @member {Array.<consilium.v1.KeptReceipt.$Properties>} receipts
             * @memberof consilium.v1.SiteReceipts
             * @instance
             */
            SiteReceipts.prototype.receipts = $util.emptyArray;

            /**
             * Creates a new SiteReceipts instance using the specified properties.
             * @function create
             * @memberof consilium.v1.SiteReceipts
             * @static
             * @param {consilium.v1.SiteReceipts.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.SiteReceipts} SiteReceipts instance
             * @type {{
             *   (properties: consilium.v1.SiteReceipts.$Shape): consilium.v1.SiteReceipts & consilium.v1.SiteReceipts.$Shape;
             *   (properties?: consilium.v1.SiteReceipts.$Properties): consilium.v1.SiteReceipts;
             * }}
             */
            SiteReceipts.create = function(properties) {
                return new SiteReceipts(properties);
            };

            /**
             * Encodes the specified SiteReceipts message. Does not implicitly {@link consilium.v1.SiteReceipts.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.SiteReceipts
             * @static
             * @param {consilium.v1.SiteReceipts.$Properties} message SiteReceipts message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SiteReceipts.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.receipts != null && message.receipts.length)
                    for (let i = 0; i < message.receipts.length; ++i)
                        $root.consilium.v1.KeptReceipt.encode(message.receipts[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SiteReceipts message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.SiteReceipts
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.SiteReceipts & consilium.v1.SiteReceipts.$Shape} SiteReceipts
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SiteReceipts.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.SiteReceipts();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.receipts && message.receipts.length))
                                message.receipts = [];
                            message.receipts.push($root.consilium.v1.KeptReceipt.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SiteReceipts;
        })();

        v1.KeptReceipt = (function() {

            /**
             * Properties of a KeptReceipt.
             * @typedef {Object} consilium.v1.KeptReceipt.$Properties
             * @property {string|null} [dataset] Population that the ledger is about, as the site names it.
             * @property {number|null} [sequence] Sequence number of its last entry then.
             * @property {string|null} [hash] SHA-256 of that entry, hex.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a KeptReceipt.
             * @memberof consilium.v1
             * @interface IKeptReceipt
             * @augments consilium.v1.KeptReceipt.$Properties
             * @deprecated Use consilium.v1.KeptReceipt.$Properties instead.
             */

            /**
             * Shape of a KeptReceipt.
             * @typedef {consilium.v1.KeptReceipt.$Properties} consilium.v1.KeptReceipt.$Shape
             */

            /**
             * Constructs a new KeptReceipt.
             * @memberof consilium.v1
             * @classdesc How far one ledger of a site had come.
             * @constructor
             * @param {consilium.v1.KeptReceipt.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const KeptReceipt = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Population that the ledger is about, as the site names it.
             * @member {string} dataset
             * @memberof consilium.v1.KeptReceipt
             * @instance
             */
            KeptReceipt.prototype.dataset = "";

            /**
             * Sequence number of its last entry then.
             * @member {number} sequence
             * @memberof consilium.v1.KeptReceipt
             * @instance
             */
            KeptReceipt.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * SHA-256 of that entry, hex.
             * @member {string} hash
             * @memberof consilium.v1.KeptReceipt
             * @instance
             */
            KeptReceipt.prototype.hash = "";

            /**
             * Creates a new KeptReceipt instance using the specified properties.
             * @function create
             * @memberof consilium.v1.KeptReceipt
             * @static
             * @param {consilium.v1.KeptReceipt.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.KeptReceipt} KeptReceipt instance
             * @type {{
             *   (properties: consilium.v1.KeptReceipt.$Shape): consilium.v1.KeptReceipt & consilium.v1.KeptReceipt.$Shape;
             *   (properties?: consilium.v1.KeptReceipt.$Properties): consilium.v1.KeptReceipt;
             * }}
             */
            KeptReceipt.create = function(properties) {
                return new KeptReceipt(properties);
            };

            /**
             * Encodes the specified KeptReceipt message. Does not implicitly {@link consilium.v1.KeptReceipt.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.KeptReceipt
             * @static
             * @param {consilium.v1.KeptReceipt.$Properties} message KeptReceipt message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            KeptReceipt.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.dataset != null && $Object.hasOwnProperty.call(message, "dataset") && message.dataset !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.dataset);
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.sequence);
                if (message.hash != null && $Object.hasOwnProperty.call(message, "hash") && message.hash !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.hash);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a KeptReceipt message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.KeptReceipt
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.KeptReceipt & consilium.v1.KeptReceipt.$Shape} KeptReceipt
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            KeptReceipt.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.KeptReceipt();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.dataset = value;
                            else
                                delete message.dataset;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.sequence = value;
                            else
                                delete message.sequence;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.hash = value;
                            else
                                delete message.hash;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return KeptReceipt;
        })();

        v1.RevokeSiteRequest = (function() {

            /**
             * Properties of a RevokeSiteRequest.
             * @typedef {Object} consilium.v1.RevokeSiteRequest.$Properties
             * @property {string|null} [site] Site identifier.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RevokeSiteRequest.
             * @memberof consilium.v1
             * @interface IRevokeSiteRequest
             * @augments consilium.v1.RevokeSiteRequest.$Properties
             * @deprecated Use consilium.v1.RevokeSiteRequest.$Properties instead.
             */

            /**
             * Shape of a RevokeSiteRequest.
             * @typedef {consilium.v1.RevokeSiteRequest.$Properties} consilium.v1.RevokeSiteRequest.$Shape
             */

            /**
             * Constructs a new RevokeSiteRequest.
             * @memberof consilium.v1
             * @classdesc A site to shut out.
             * @constructor
             * @param {consilium.v1.RevokeSiteRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RevokeSiteRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Site identifier.
             * @member {string} site
             * @memberof consilium.v1.RevokeSiteRequest
             * @instance
             */
            RevokeSiteRequest.prototype.site = "";

            /**
             * Creates a new RevokeSiteRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.RevokeSiteRequest
             * @static
             * @param {consilium.v1.RevokeSiteRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.RevokeSiteRequest} RevokeSiteRequest instance
             * @type {{
             *   (properties: consilium.v1.RevokeSiteRequest.$Shape): consilium.v1.RevokeSiteRequest & consilium.v1.RevokeSiteRequest.$Shape;
             *   (properties?: consilium.v1.RevokeSiteRequest.$Properties): consilium.v1.RevokeSiteRequest;
             * }}
             */
            RevokeSiteRequest.create = function(properties) {
                return new RevokeSiteRequest(properties);
            };

            /**
             * Encodes the specified RevokeSiteRequest message. Does not implicitly {@link consilium.v1.RevokeSiteRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.RevokeSiteRequest
             * @static
             * @param {consilium.v1.RevokeSiteRequest.$Properties} message RevokeSiteRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RevokeSiteRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.site != null && $Object.hasOwnProperty.call(message, "site") && message.site !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.site);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RevokeSiteRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.RevokeSiteRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.RevokeSiteRequest & consilium.v1.RevokeSiteRequest.$Shape} RevokeSiteRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RevokeSiteRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.RevokeSiteRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.site = value;
                            else
                                delete message.site;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RevokeSiteRequest;
        })();

        v1.SiteInfo = (function() {

            /**
             * Properties of a SiteInfo.
             * @typedef {Object} consilium.v1.SiteInfo.$Properties
             * @property {string|null} [site] Site identifier.
             * @property {boolean|null} [connected] Whether its agent holds a session now.
             * @property {string|null} [agentVersion] Version of its agent, as it said itself.
             * @property {number|null} [lastSeenMs] Last time a session was open, in milliseconds since the Unix epoch; 0 for never.
             * @property {boolean|null} [revoked] Whether it was shut out.
             * @property {Array.<string>|null} [keys] SHA-256 of each key that may speak for it, hex, newest first: two while a renewed key has not been used yet.
             * @property {number|null} [clockAheadSeconds] How far the clock of a connected site was ahead when it connected, in seconds; negative where it was behind.
             * @property {number|null} [expiresMs] When the certificate of the key in use ends, in milliseconds since the Unix epoch; 0 where the coordinator did not issue it.
             * @property {string|null} [quarantine] Why it is under quarantine; empty where it is not.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SiteInfo.
             * @memberof consilium.v1
             * @interface ISiteInfo
             * @augments consilium.v1.SiteInfo.$Properties
             * @deprecated Use consilium.v1.SiteInfo.$Properties instead.
             */

            /**
             * Shape of a SiteInfo.
             * @typedef {consilium.v1.SiteInfo.$Properties} consilium.v1.SiteInfo.$Shape
             */

            /**
             * Constructs a new SiteInfo.
             * @memberof consilium.v1
             * @classdesc One site of the consortium.
             * @constructor
             * @param {consilium.v1.SiteInfo.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SiteInfo = function (properties) {
                this.keys = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Site identifier.
             * @member {string} site
             * @memberof consilium.v1.SiteInfo
             * @instance
             */
            SiteInfo.prototype.site = "";

            /**
             * Whether its agent holds a session now.
             * @member {boolean} connected
             * @memberof consilium.v1.SiteInfo
             * @instance
             */
            SiteInfo.prototype.connected = false;

            /**
             * Version of its agent, as it said itself.
             * @member {string} agentVersion
             * @memberof consilium.v1.SiteInfo
             * @instance
             */
            SiteInfo.prototype.agentVersion = "";

            /**
             * Last time a session was open, in milliseconds since the Unix epoch; 0 for never.
             * @member {number} lastSeenMs
             * @memberof consilium.v1.SiteInfo
             * @instance
             */
            SiteInfo.prototype.lastSeenMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Whether it was shut out.
             * @member {boolean} revoked
             * @memberof consilium.v1.SiteInfo
             * @instance
             */
            SiteInfo.prototype.revoked = false;

            /**
             * SHA-256 of each key that may speak for it, hex, newest first: two while a renewed key has not been used yet.
             * @member {Array.<string>} keys
             * @memberof consilium.v1.SiteInfo
             * @instance
             */
            SiteInfo.prototype.keys = $util.emptyArray;

            /**
             * How far the clock of a connected site was ahead when it connected, in seconds; negative where it was behind.
             * @member {number} clockAheadSeconds
             * @memberof consilium.v1.SiteInfo
             * @instance
             */
            SiteInfo.prototype.clockAheadSeconds = 0;

            /**
             * When the certificate of the key in use ends, in milliseconds since the Unix epoch; 0 where the coordinator did not issue it.
             * @member {number} expiresMs
             * @memberof consilium.v1.SiteInfo
             * @instance
             */
            SiteInfo.prototype.expiresMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Why it is under quarantine; empty where it is not.
             * @member {string} quarantine
             * @memberof consilium.v1.SiteInfo
             * @instance
             */
            SiteInfo.prototype.quarantine = "";

            /**
             * Creates a new SiteInfo instance using the specified properties.
             * @function create
             * @memberof consilium.v1.SiteInfo
             * @static
             * @param {consilium.v1.SiteInfo.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.SiteInfo} SiteInfo instance
             * @type {{
             *   (properties: consilium.v1.SiteInfo.$Shape): consilium.v1.SiteInfo & consilium.v1.SiteInfo.$Shape;
             *   (properties?: consilium.v1.SiteInfo.$Properties): consilium.v1.SiteInfo;
             * }}
             */
            SiteInfo.create = function(properties) {
                return new SiteInfo(properties);
            };

            /**
             * Encodes the specified SiteInfo message. Does not implicitly {@link consilium.v1.SiteInfo.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.SiteInfo
             * @static
             * @param {consilium.v1.SiteInfo.$Properties} message SiteInfo message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SiteInfo.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.site != null && $Object.hasOwnProperty.call(message, "site") && message.site !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.site);
                if (message.connected != null && $Object.hasOwnProperty.call(message, "connected") && message.connected !== false)
                    writer.uint32(/* id 2, wireType 0 =*/16).bool(message.connected);
                if (message.agentVersion != null && $Object.hasOwnProperty.call(message, "agentVersion") && message.agentVersion !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.agentVersion);
                if (message.lastSeenMs != null && $Object.hasOwnProperty.call(message, "lastSeenMs") && (typeof message.lastSeenMs === "object" ? message.lastSeenMs.low || message.lastSeenMs.high : message.lastSeenMs !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.lastSeenMs);
                if (message.revoked != null && $Object.hasOwnProperty.call(message, "revoked") && message.revoked !== false)
                    writer.uint32(/* id 5, wireType 0 =*/40).bool(message.revoked);
                if (message.keys != null && message.keys.length)
                    for (let i = 0; i < message.keys.length; ++i)
                        writer.uint32(/* id 6, wireType 2 =*/50).string(message.keys[i]);
                if (message.clockAheadSeconds != null && $Object.hasOwnProperty.call(message, "clockAheadSeconds") && message.clockAheadSeconds !== 0)
                    writer.uint32(/* id 7, wireType 0 =*/56).sint32(message.clockAheadSeconds);
                if (message.expiresMs != null && $Object.hasOwnProperty.call(message, "expiresMs") && (typeof message.expiresMs === "object" ? message.expiresMs.low || message.expiresMs.high : message.expiresMs !== 0))
                    writer.uint32(/* id 8, wireType 0 =*/64).uint64(message.expiresMs);
                if (message.quarantine != null && $Object.hasOwnProperty.call(message, "quarantine") && message.quarantine !== "")
                    writer.uint32(/* id 9, wireType 2 =*/74).string(message.quarantine);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SiteInfo message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.SiteInfo
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.SiteInfo & consilium.v1.SiteInfo.$Shape} SiteInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SiteInfo.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.SiteInfo();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.site = value;
                            else
                                delete message.site;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.connected = value;
                            else
                                delete message.connected;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.agentVersion = value;
                            else
                                delete message.agentVersion;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.lastSeenMs = value;
                            else
                                delete message.lastSeenMs;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.revoked = value;
                            else
                                delete message.revoked;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.keys && message.keys.length))
                                message.keys = [];
                            message.keys.push(reader.stringVerify());
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.sint32())
                                message.clockAheadSeconds = value;
                            else
                                delete message.clockAheadSeconds;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.expiresMs = value;
                            else
                                delete message.expiresMs;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.quarantine = value;
                            else
                                delete message.quarantine;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SiteInfo;
        })();

        v1.AddUserRequest = (function() {

            /**
             * Properties of an AddUserRequest.
             * @typedef {Object} consilium.v1.AddUserRequest.$Properties
             * @property {string|null} [user] Name of the user.
             * @property {Array.<string>|null} [roles] What the user may do: operator, researcher, clinical-approver, auditor, privacy-officer; at least one.
             * @property {number|null} [validMs] How long the invitation holds, in milliseconds.
             * @property {boolean|null} [replace] Whether the key that joins, or the name below, takes the place of what a revoked user had.
             * @property {string|null} [providerName] By what name the identity provider knows the user, to the letter; then nobody is invited, and the user calls with tokens. Empty for a user with a key.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an AddUserRequest.
             * @memberof consilium.v1
             * @interface IAddUserRequest
             * @augments consilium.v1.AddUserRequest.$Properties
             * @deprecated Use consilium.v1.AddUserRequest.$Properties instead.
             */

            /**
             * Shape of an AddUserRequest.
             * @typedef {consilium.v1.AddUserRequest.$Properties} consilium.v1.AddUserRequest.$Shape
             */

            /**
             * Constructs a new AddUserRequest.
             * @memberof consilium.v1
             * @classdesc A user to add.
             * @constructor
             * @param {consilium.v1.AddUserRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const AddUserRequest = function (properties) {
                this.roles = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Name of the user.
             * @member {string} user
             * @memberof consilium.v1.AddUserRequest
             * @instance
             */
            AddUserRequest.prototype.user = "";

            /**
             * What the user may do: operator, researcher, clinical-approver, auditor, privacy-officer; at least one.
             * @member {Array.<string>} roles
             * @memberof consilium.v1.AddUserRequest
             * @instance
             */
            AddUserRequest.prototype.roles = $util.emptyArray;

            /**
             * How long the invitation holds, in milliseconds.
             * @member {number} validMs
             * @memberof consilium.v1.AddUserRequest
             * @instance
             */
            AddUserRequest.prototype.validMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Whether the key that joins, or the name below, takes the place of what a revoked user had.
             * @member {boolean} replace
             * @memberof consilium.v1.AddUserRequest
             * @instance
             */
            AddUserRequest.prototype.replace = false;

            /**
             * By what name the identity provider knows the user, to the letter; then nobody is invited, and the user calls with tokens. Empty for a user with a key.
             * @member {string} providerName
             * @memberof consilium.v1.AddUserRequest
             * @instance
             */
            AddUserRequest.prototype.providerName = "";

            /**
             * Creates a new AddUserRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.AddUserRequest
             * @static
             * @param {consilium.v1.AddUserRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.AddUserRequest} AddUserRequest instance
             * @type {{
             *   (properties: consilium.v1.AddUserRequest.$Shape): consilium.v1.AddUserRequest & consilium.v1.AddUserRequest.$Shape;
             *   (properties?: consilium.v1.AddUserRequest.$Properties): consilium.v1.AddUserRequest;
             * }}
             */
            AddUserRequest.create = function(properties) {
                return new AddUserRequest(properties);
            };

            /**
             * Encodes the specified AddUserRequest message. Does not implicitly {@link consilium.v1.AddUserRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.AddUserRequest
             * @static
             * @param {consilium.v1.AddUserRequest.$Properties} message AddUserRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            AddUserRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.user != null && $Object.hasOwnProperty.call(message, "user") && message.user !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.user);
                if (message.roles != null && message.roles.length)
                    for (let i = 0; i < message.roles.length; ++i)
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.roles[i]);
                if (message.validMs != null && $Object.hasOwnProperty.call(message, "validMs") && (typeof message.validMs === "object" ? message.validMs.low || message.validMs.high : message.validMs !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.validMs);
                if (message.replace != null && $Object.hasOwnProperty.call(message, "replace") && message.replace !== false)
                    writer.uint32(/* id 4, wireType 0 =*/32).bool(message.replace);
                if (message.providerName != null && $Object.hasOwnProperty.call(message, "providerName") && message.providerName !== "")
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.providerName);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an AddUserRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.AddUserRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.AddUserRequest & consilium.v1.AddUserRequest.$Shape} AddUserRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            AddUserRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.AddUserRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.user = value;
                            else
                                delete message.user;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.roles && message.roles.length))
                                message.roles = [];
                            message.roles.push(reader.stringVerify());
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.validMs = value;
                            else
                                delete message.validMs;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.replace = value;
                            else
                                delete message.replace;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.providerName = value;
                            else
                                delete message.providerName;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return AddUserRequest;
        })();

        v1.AddUserResponse = (function() {

            /**
             * Properties of an AddUserResponse.
             * @typedef {Object} consilium.v1.AddUserResponse.$Properties
             * @property {Uint8Array|null} [token] Its secret, 20 bytes: with it, once, a key is admitted as this user. Empty with a login.
             * @property {number|null} [expiresMs] Until when it holds, in milliseconds since the Unix epoch.
             * @property {consilium.v1.ProviderLogin.$Properties|null} [login] Where the user logs in; none with an invitation.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an AddUserResponse.
             * @memberof consilium.v1
             * @interface IAddUserResponse
             * @augments consilium.v1.AddUserResponse.$Properties
             * @deprecated Use consilium.v1.AddUserResponse.$Properties instead.
             */

            /**
             * Shape of an AddUserResponse.
             * @typedef {consilium.v1.AddUserResponse.$Properties} consilium.v1.AddUserResponse.$Shape
             */

            /**
             * Constructs a new AddUserResponse.
             * @memberof consilium.v1
             * @classdesc An invitation of a user, or where one logs in who is known by a provider.
             * @constructor
             * @param {consilium.v1.AddUserResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const AddUserResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Its secret, 20 bytes: with it, once, a key is admitted as this user. Empty with a login.
             * @member {Uint8Array} token
             * @memberof consilium.v1.AddUserResponse
             * @instance
             */
            AddUserResponse.prototype.token = $util.newBuffer([]);

            /**
             * Until when it holds, in milliseconds since the Unix epoch.
             * @member {number} expiresMs
             * @memberof consilium.v1.AddUserResponse
             * @instance
             */
            AddUserResponse.prototype.expiresMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Where the user logs in; none with an invitation.
             * @member {consilium.v1.ProviderLogin.$Properties|null|undefined} login
             * @memberof consilium.v1.AddUserResponse
             * @instance
             */
            AddUserResponse.prototype.login = null;

            /**
             * Creates a new AddUserResponse instance using the specified properties.
             * @function create
             * @memberof consilium.v1.AddUserResponse
             * @static
             * @param {consilium.v1.AddUserResponse.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.AddUserResponse} AddUserResponse instance
             * @type {{
             *   (properties: consilium.v1.AddUserResponse.$Shape): consilium.v1.AddUserResponse & consilium.v1.AddUserResponse.$Shape;
             *   (properties?: consilium.v1.AddUserResponse.$Properties): consilium.v1.AddUserResponse;
             * }}
             */
            AddUserResponse.create = function(properties) {
                return new AddUserResponse(properties);
            };

            /**
             * Encodes the specified AddUserResponse message. Does not implicitly {@link consilium.v1.AddUserResponse.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.AddUserResponse
             * @static
             * @param {consilium.v1.AddUserResponse.$Properties} message AddUserResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            AddUserResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.token != null && $Object.hasOwnProperty.call(message, "token") && message.token.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.token);
                if (message.expiresMs != null && $Object.hasOwnProperty.call(message, "expiresMs") && (typeof message.expiresMs === "object" ? message.expiresMs.low || message.expiresMs.high : message.expiresMs !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.expiresMs);
                if (message.login != null && $Object.hasOwnProperty.call(message, "login"))
                    $root.consilium.v1.ProviderLogin.encode(message.login, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an AddUserResponse message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.AddUserResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.AddUserResponse & consilium.v1.AddUserResponse.$Shape} AddUserResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            AddUserResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.AddUserResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.token = value;
                            else
                                delete message.token;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.expiresMs = value;
                            else
                                delete message.expiresMs;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.login = $root.consilium.v1.ProviderLogin.decode(reader, reader.size(), $undefined, _depth + 1, message.login);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return AddUserResponse;
        })();

        v1.ProviderLogin = (function() {

            /**
             * Properties of a ProviderLogin.
             * @typedef {Object} consilium.v1.ProviderLogin.$Properties
             * @property {string|null} [issuer] The provider's issuer identifier, an URL.
             * @property {string|null} [clientId] By what name the provider knows the program that logs in.
             * @property {string|null} [audience] For whom tokens have to be: the client, by an ID token, or an API, by an access token.
             * @property {string|null} [scope] What is asked for, between blanks.
             * @property {number|null} [port] Port of the coordinator that takes tokens.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ProviderLogin.
             * @memberof consilium.v1
             * @interface IProviderLogin
             * @augments consilium.v1.ProviderLogin.$Properties
             * @deprecated Use consilium.v1.ProviderLogin.$Properties instead.
             */

            /**
             * Shape of a ProviderLogin.
             * @typedef {consilium.v1.ProviderLogin.$Properties} consilium.v1.ProviderLogin.$Shape
             */

            /**
             * Constructs a new ProviderLogin.
             * @memberof consilium.v1
             * @classdesc Where people log in who call with tokens; nothing in it is secret.
             * @constructor
             * @param {consilium.v1.ProviderLogin.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ProviderLogin = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * The provider's issuer identifier, an URL.
             * @member {string} issuer
             * @memberof consilium.v1.ProviderLogin
             * @instance
             */
            ProviderLogin.prototype.issuer = "";

            /**
             * By what name the provider knows the program that logs in.
             * @member {string} clientId
             * @memberof consilium.v1.ProviderLogin
             * @instance
             */
            ProviderLogin.prototype.clientId = "";

            /**
             * For whom tokens have to be: the client, by an ID token, or an API, by an access token.
             * @member {string} audience
             * @memberof consilium.v1.ProviderLogin
             * @instance
             */
            ProviderLogin.prototype.audience = "";

            /**
             * What is asked for, between blanks.
             * @member {string} scope
             * @memberof consilium.v1.ProviderLogin
             * @instance
             */
            ProviderLogin.prototype.scope = "";

            /**
             * Port of the coordinator that takes tokens.
             * @member {number} port
             * @memberof consilium.v1.ProviderLogin
             * @instance
             */
            ProviderLogin.prototype.port = 0;

            /**
             * Creates a new ProviderLogin instance using the specified properties.
             * @function create
             * @memberof consilium.v1.ProviderLogin
             * @static
             * @param {consilium.v1.ProviderLogin.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.ProviderLogin} ProviderLogin instance
             * @type {{
             *   (properties: consilium.v1.ProviderLogin.$Shape): consilium.v1.ProviderLogin & consilium.v1.ProviderLogin.$Shape;
             *   (properties?: consilium.v1.ProviderLogin.$Properties): consilium.v1.ProviderLogin;
             * }}
             */
            ProviderLogin.create = function(properties) {
                return new ProviderLogin(properties);
            };

            /**
             * Encodes the specified ProviderLogin message. Does not implicitly {@link consilium.v1.ProviderLogin.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.ProviderLogin
             * @static
             * @param {consilium.v1.ProviderLogin.$Properties} message ProviderLogin message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ProviderLogin.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.issuer != null && $Object.hasOwnProperty.call(message, "issuer") && message.issuer !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.issuer);
                if (message.clientId != null && $Object.hasOwnProperty.call(message, "clientId") && message.clientId !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.clientId);
                if (message.audience != null && $Object.hasOwnProperty.call(message, "audience") && message.audience !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.audience);
                if (message.scope != null && $Object.hasOwnProperty.call(message, "scope") && message.scope !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.scope);
                if (message.port != null && $Object.hasOwnProperty.call(message, "port") && message.port !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.port);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ProviderLogin message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.ProviderLogin
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.ProviderLogin & consilium.v1.ProviderLogin.$Shape} ProviderLogin
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ProviderLogin.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.ProviderLogin();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.issuer = value;
                            else
                                delete message.issuer;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.clientId = value;
                            else
                                delete message.clientId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.audience = value;
                            else
                                delete message.audience;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.scope = value;
                            else
                                delete message.scope;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.port = value;
                            else
                                delete message.port;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ProviderLogin;
        })();

        v1.EnrolUserRequest = (function() {

            /**
             * Properties of an EnrolUserRequest.
             * @typedef {Object} consilium.v1.EnrolUserRequest.$Properties
             * @property {string|null} [user] Name of the user; decided here, whatever the request says.
             * @property {Array.<string>|null} [roles] Roles as in AddUserRequest, at least one.
             * @property {string|null} [requestPem] Certificate request in PEM, made by the user.
             * @property {boolean|null} [replace] Whether the key takes the place of those of a revoked user, none of which ever comes back.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an EnrolUserRequest.
             * @memberof consilium.v1
             * @interface IEnrolUserRequest
             * @augments consilium.v1.EnrolUserRequest.$Properties
             * @deprecated Use consilium.v1.EnrolUserRequest.$Properties instead.
             */

            /**
             * Shape of an EnrolUserRequest.
             * @typedef {consilium.v1.EnrolUserRequest.$Properties} consilium.v1.EnrolUserRequest.$Shape
             */

            /**
             * Constructs a new EnrolUserRequest.
             * @memberof consilium.v1
             * @classdesc A user to admit by its request.
             * @constructor
             * @param {consilium.v1.EnrolUserRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const EnrolUserRequest = function (properties) {
                this.roles = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Name of the user; decided here, whatever the request says.
             * @member {string} user
             * @memberof consilium.v1.EnrolUserRequest
             * @instance
             */
            EnrolUserRequest.prototype.user = "";

            /**
             * Roles as in AddUserRequest, at least one.
             * @member {Array.<string>} roles
             * @memberof consilium.v1.EnrolUserRequest
             * @instance
             */
            EnrolUserRequest.prototype.roles = $util.emptyArray;

            /**
             * Certificate request in PEM, made by the user.
             * @member {string} requestPem
             * @memberof consilium.v1.EnrolUserRequest
             * @instance
             */
            EnrolUserRequest.prototype.requestPem = "";

            /**
             * Whether the key takes the place of those of a revoked user, none of which ever comes back.
             * @member {boolean} replace
             * @memberof consilium.v1.EnrolUserRequest
             * @instance
             */
            EnrolUserRequest.prototype.replace = false;

            /**
             * Creates a new EnrolUserRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.EnrolUserRequest
             * @static
             * @param {consilium.v1.EnrolUserRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.EnrolUserRequest} EnrolUserRequest instance
             * @type {{
             *   (properties: consilium.v1.EnrolUserRequest.$Shape): consilium.v1.EnrolUserRequest & consilium.v1.EnrolUserRequest.$Shape;
             *   (properties?: consilium.v1.EnrolUserRequest.$Properties): consilium.v1.EnrolUserRequest;
             * }}
             */
            EnrolUserRequest.create = function(properties) {
                return new EnrolUserRequest(properties);
            };

            /**
             * Encodes the specified EnrolUserRequest message. Does not implicitly {@link consilium.v1.EnrolUserRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.EnrolUserRequest
             * @static
             * @param {consilium.v1.EnrolUserRequest.$Properties} message EnrolUserRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            EnrolUserRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.user != null && $Object.hasOwnProperty.call(message, "user") && message.user !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.user);
                if (message.roles != null && message.roles.length)
                    for (let i = 0; i < message.roles.length; ++i)
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.roles[i]);
                if (message.requestPem != null && $Object.hasOwnProperty.call(message, "requestPem") && message.requestPem !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.requestPem);
                if (message.replace != null && $Object.hasOwnProperty.call(message, "replace") && message.replace !== false)
                    writer.uint32(/* id 4, wireType 0 =*/32).bool(message.replace);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an EnrolUserRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.EnrolUserRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.EnrolUserRequest & consilium.v1.EnrolUserRequest.$Shape} EnrolUserRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            EnrolUserRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.EnrolUserRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.user = value;
                            else
                                delete message.user;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.roles && message.roles.length))
                                message.roles = [];
                            message.roles.push(reader.stringVerify());
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.requestPem = value;
                            else
                                delete message.requestPem;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.replace = value;
                            else
                                delete message.replace;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return EnrolUserRequest;
        })();

        v1.EnrolUserResponse = (function() {

            /**
             * Properties of an EnrolUserResponse.
             * @typedef {Object} consilium.v1.EnrolUserResponse.$Properties
             * @property {string|null} [certificatePem] The user's certificate in PEM.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an EnrolUserResponse.
             * @memberof consilium.v1
             * @interface IEnrolUserResponse
             * @augments consilium.v1.EnrolUserResponse.$Properties
             * @deprecated Use consilium.v1.EnrolUserResponse.$Properties instead.
             */

            /**
             * Shape of an EnrolUserResponse.
             * @typedef {consilium.v1.EnrolUserResponse.$Properties} consilium.v1.EnrolUserResponse.$Shape
             */

            /**
             * Constructs a new EnrolUserResponse.
             * @memberof consilium.v1
             * @classdesc What the user needs to call; none of it is secret.
             * @constructor
             * @param {consilium.v1.EnrolUserResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const EnrolUserResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * The user's certificate in PEM.
             * @member {string} certificatePem
             * @memberof consilium.v1.EnrolUserResponse
             * @instance
             */
            EnrolUserResponse.prototype.certificatePem = "";

            /**
             * Creates a new EnrolUserResponse instance using the specified properties.
             * @function create
             * @memberof consilium.v1.EnrolUserResponse
             * @static
             * @param {consilium.v1.EnrolUserResponse.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.EnrolUserResponse} EnrolUserResponse instance
             * @type {{
             *   (properties: consilium.v1.EnrolUserResponse.$Shape): consilium.v1.EnrolUserResponse & consilium.v1.EnrolUserResponse.$Shape;
             *   (properties?: consilium.v1.EnrolUserResponse.$Properties): consilium.v1.EnrolUserResponse;
             * }}
             */
            EnrolUserResponse.create = function(properties) {
                return new EnrolUserResponse(properties);
            };

            /**
             * Encodes the specified EnrolUserResponse message. Does not implicitly {@link consilium.v1.EnrolUserResponse.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.EnrolUserResponse
             * @static
             * @param {consilium.v1.EnrolUserResponse.$Properties} message EnrolUserResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            EnrolUserResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.certificatePem != null && $Object.hasOwnProperty.call(message, "certificatePem") && message.certificatePem !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.certificatePem);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an EnrolUserResponse message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.EnrolUserResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.EnrolUserResponse & consilium.v1.EnrolUserResponse.$Shape} EnrolUserResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            EnrolUserResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.EnrolUserResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.certificatePem = value;
                            else
                                delete message.certificatePem;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return EnrolUserResponse;
        })();

        v1.SetRolesRequest = (function() {

            /**
             * Properties of a SetRolesRequest.
             * @typedef {Object} consilium.v1.SetRolesRequest.$Properties
             * @property {string|null} [user] Name of the user.
             * @property {Array.<string>|null} [roles] Roles as in AddUserRequest, at least one.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SetRolesRequest.
             * @memberof consilium.v1
             * @interface ISetRolesRequest
             * @augments consilium.v1.SetRolesRequest.$Properties
             * @deprecated Use consilium.v1.SetRolesRequest.$Properties instead.
             */

            /**
             * Shape of a SetRolesRequest.
             * @typedef {consilium.v1.SetRolesRequest.$Properties} consilium.v1.SetRolesRequest.$Shape
             */

            /**
             * Constructs a new SetRolesRequest.
             * @memberof consilium.v1
             * @classdesc What a user may do from now on.
             * @constructor
             * @param {consilium.v1.SetRolesRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SetRolesRequest = function (properties) {
                this.roles = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Name of the user.
             * @member {string} user
             * @memberof consilium.v1.SetRolesRequest
             * @instance
             */
            SetRolesRequest.prototype.user = "";

            /**
             * Roles as in AddUserRequest, at least one.
             * @member {Array.<string>} roles
             * @memberof consilium.v1.SetRolesRequest
             * @instance
             */
            SetRolesRequest.prototype.roles = $util.emptyArray;

            /**
             * Creates a new SetRolesRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.SetRolesRequest
             * @static
             * @param {consilium.v1.SetRolesRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.SetRolesRequest} SetRolesRequest instance
             * @type {{
             *   (properties: consilium.v1.SetRolesRequest.$Shape): consilium.v1.SetRolesRequest & consilium.v1.SetRolesRequest.$Shape;
             *   (properties?: consilium.v1.SetRolesRequest.$Properties): consilium.v1.SetRolesRequest;
             * }}
             */
            SetRolesRequest.create = function(properties) {
                return new SetRolesRequest(properties);
            };

            /**
             * Encodes the specified SetRolesRequest message. Does not implicitly {@link consilium.v1.SetRolesRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.SetRolesRequest
             * @static
             * @param {consilium.v1.SetRolesRequest.$Properties} message SetRolesRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SetRolesRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.user != null && $Object.hasOwnProperty.call(message, "user") && message.user !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.user);
                if (message.roles != null && message.roles.length)
                    for (let i = 0; i < message.roles.length; ++i)
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.roles[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SetRolesRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.SetRolesRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.SetRolesRequest & consilium.v1.SetRolesRequest.$Shape} SetRolesRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SetRolesRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.SetRolesRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.user = value;
                            else
                                delete message.user;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.roles && message.roles.length))
                                message.roles = [];
                            message.roles.push(reader.stringVerify());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SetRolesRequest;
        })();

        v1.RevokeUserRequest = (function() {

            /**
             * Properties of a RevokeUserRequest.
             * @typedef {Object} consilium.v1.RevokeUserRequest.$Properties
             * @property {string|null} [user] Name of the user.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RevokeUserRequest.
             * @memberof consilium.v1
             * @interface IRevokeUserRequest
             * @augments consilium.v1.RevokeUserRequest.$Properties
             * @deprecated Use consilium.v1.RevokeUserRequest.$Properties instead.
             */

            /**
             * Shape of a RevokeUserRequest.
             * @typedef {consilium.v1.RevokeUserRequest.$Properties} consilium.v1.RevokeUserRequest.$Shape
             */

            /**
             * Constructs a new RevokeUserRequest.
             * @memberof consilium.v1
             * @classdesc A user to shut out.
             * @constructor
             * @param {consilium.v1.RevokeUserRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RevokeUserRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Name of the user.
             * @member {string} user
             * @memberof consilium.v1.RevokeUserRequest
             * @instance
             */
            RevokeUserRequest.prototype.user = "";

            /**
             * Creates a new RevokeUserRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.RevokeUserRequest
             * @static
             * @param {consilium.v1.RevokeUserRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.RevokeUserRequest} RevokeUserRequest instance
             * @type {{
             *   (properties: consilium.v1.RevokeUserRequest.$Shape): consilium.v1.RevokeUserRequest & consilium.v1.RevokeUserRequest.$Shape;
             *   (properties?: consilium.v1.RevokeUserRequest.$Properties): consilium.v1.RevokeUserRequest;
             * }}
             */
            RevokeUserRequest.create = function(properties) {
                return new RevokeUserRequest(properties);
            };

            /**
             * Encodes the specified RevokeUserRequest message. Does not implicitly {@link consilium.v1.RevokeUserRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.RevokeUserRequest
             * @static
             * @param {consilium.v1.RevokeUserRequest.$Properties} message RevokeUserRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RevokeUserRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.user != null && $Object.hasOwnProperty.call(message, "user") && message.user !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.user);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RevokeUserRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.RevokeUserRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.RevokeUserRequest & consilium.v1.RevokeUserRequest.$Shape} RevokeUserRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RevokeUserRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.RevokeUserRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.user = value;
                            else
                                delete message.user;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RevokeUserRequest;
        })();

        v1.ListUsersRequest = (function() {

            /**
             * Properties of a ListUsersRequest.
             * @typedef {Object} consilium.v1.ListUsersRequest.$Properties
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ListUsersRequest.
             * @memberof consilium.v1
             * @interface IListUsersRequest
             * @augments consilium.v1.ListUsersRequest.$Properties
             * @deprecated Use consilium.v1.ListUsersRequest.$Properties instead.
             */

            /**
             * Shape of a ListUsersRequest.
             * @typedef {consilium.v1.ListUsersRequest.$Properties} consilium.v1.ListUsersRequest.$Shape
             */

            /**
             * Constructs a new ListUsersRequest.
             * @memberof consilium.v1
             * @classdesc Nothing to say yet.
             * @constructor
             * @param {consilium.v1.ListUsersRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ListUsersRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Creates a new ListUsersRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.ListUsersRequest
             * @static
             * @param {consilium.v1.ListUsersRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.ListUsersRequest} ListUsersRequest instance
             * @type {{
             *   (properties: consilium.v1.ListUsersRequest.$Shape): consilium.v1.ListUsersRequest & consilium.v1.ListUsersRequest.$Shape;
             *   (properties?: consilium.v1.ListUsersRequest.$Properties): consilium.v1.ListUsersRequest;
             * }}
             */
            ListUsersRequest.create = function(properties) {
                return new ListUsersRequest(properties);
            };

            /**
             * Encodes the specified ListUsersRequest message. Does not implicitly {@link consilium.v1.ListUsersRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.ListUsersRequest
             * @static
             * @param {consilium.v1.ListUsersRequest.$Properties} message ListUsersRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ListUsersRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ListUsersRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.ListUsersRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.ListUsersRequest & consilium.v1.ListUsersRequest.$Shape} ListUsersRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ListUsersRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.ListUsersRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ListUsersRequest;
        })();

        v1.ListUsersResponse = (function() {

            /**
             * Properties of a ListUsersResponse.
             * @typedef {Object} consilium.v1.ListUsersResponse.$Properties
             * @property {Array.<consilium.v1.UserInfo.$Properties>|null} [users] By name.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ListUsersResponse.
             * @memberof consilium.v1
             * @interface IListUsersResponse
             * @augments consilium.v1.ListUsersResponse.$Properties
             * @deprecated Use consilium.v1.ListUsersResponse.$Properties instead.
             */

            /**
             * Shape of a ListUsersResponse.
             * @typedef {consilium.v1.ListUsersResponse.$Properties} consilium.v1.ListUsersResponse.$Shape
             */

            /**
             * Constructs a new ListUsersResponse.
             * @memberof consilium.v1
             * @classdesc All users.
             * @constructor
             * @param {consilium.v1.ListUsersResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ListUsersResponse = function (properties) {
                this.users = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * By name.
             * @member {Array.<consilium.v1.UserInfo.$Properties>} users
             * @memberof consilium.v1.ListUsersResponse
             * @instance
             */
            ListUsersResponse.prototype.users = $util.emptyArray;

            /**
             * Creates a new ListUsersResponse instance using the specified properties.
             * @function create
             * @memberof consilium.v1.ListUsersResponse
             * @static
             * @param {consilium.v1.ListUsersResponse.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.ListUsersResponse} ListUsersResponse instance
             * @type {{
             *   (properties: consilium.v1.ListUsersResponse.$Shape): consilium.v1.ListUsersResponse & consilium.v1.ListUsersResponse.$Shape;
             *   (properties?: consilium.v1.ListUsersResponse.$Properties): consilium.v1.ListUsersResponse;
             * }}
             */
            ListUsersResponse.create = function(properties) {
                return new ListUsersResponse(properties);
            };

            /**
             * Encodes the specified ListUsersResponse message. Does not implicitly {@link consilium.v1.ListUsersResponse.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.ListUsersResponse
             * @static
             * @param {consilium.v1.ListUsersResponse.$Properties} message ListUsersResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ListUsersResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.users != null && message.users.length)
                    for (let i = 0; i < message.users.length; ++i)
                        $root.consilium.v1.UserInfo.encode(message.users[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ListUsersResponse message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.ListUsersResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.ListUsersResponse & consilium.v1.ListUsersResponse.$Shape} ListUsersResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ListUsersResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.ListUsersResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.users && message.users.length))
                                message.users = [];
                            message.users.push($root.consilium.v1.UserInfo.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ListUsersResponse;
        })();

        v1.UserInfo = (function() {

            /**
             * Properties of a UserInfo.
             * @typedef {Object} consilium.v1.UserInfo.$Properties
             * @property {string|null} [user] Name of the user.
             * @property {Array.<string>|null} [roles] Roles, in the order of AddUserRequest.
             * @property {string|null} [state] invited, active or revoked.
             * @property {string|null} [key] SHA-256 of the key with which the user speaks, hex; empty for one who has not joined or was revoked.
             * @property {number|null} [addedMs] When the user was added, in milliseconds since the Unix epoch.
             * @property {number|null} [expiresMs] When the certificate of the key ends, in milliseconds since the Unix epoch; 0 where the store does not know.
             * @property {consilium.v1.ProviderIdentity.$Properties|null} [provider] By what a provider knows the user; none for one with a key.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a UserInfo.
             * @memberof consilium.v1
             * @interface IUserInfo
             * @augments consilium.v1.UserInfo.$Properties
             * @deprecated Use consilium.v1.UserInfo.$Properties instead.
             */

            /**
             * Shape of a UserInfo.
             * @typedef {consilium.v1.UserInfo.$Properties} consilium.v1.UserInfo.$Shape
             */

            /**
             * Constructs a new UserInfo.
             * @memberof consilium.v1
             * @classdesc One user.
             * @constructor
             * @param {consilium.v1.UserInfo.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const UserInfo = function (properties) {
                this.roles = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Name of the user.
             * @member {string} user
             * @memberof consilium.v1.UserInfo
             * @instance
             */
            UserInfo.prototype.user = "";

            /**
             * Roles, in the order of AddUserRequest.
             * @member {Array.<string>} roles
             * @memberof consilium.v1.UserInfo
             * @instance
             */
            UserInfo.prototype.roles = $util.emptyArray;

            /**
             * invited, active or revoked.
             * @member {string} state
             * @memberof consilium.v1.UserInfo
             * @instance
             */
            UserInfo.prototype.state = "";

            /**
             * SHA-256 of the key with which the user speaks, hex; empty for one who has not joined or was revoked.
             * @member {string} key
             * @memberof consilium.v1.UserInfo
             * @instance
             */
            UserInfo.prototype.key = "";

            /**
             * When the user was added, in milliseconds since the Unix epoch.
             * @member {number} addedMs
             * @memberof consilium.v1.UserInfo
             * @instance
             */
            UserInfo.prototype.addedMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * When the certificate of the key ends, in milliseconds since the Unix epoch; 0 where the store does not know.
             * @member {number} expiresMs
             * @memberof consilium.v1.UserInfo
             * @instance
             */
            UserInfo.prototype.expiresMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * By what a provider knows the user; none for one with a key.
             * @member {consilium.v1.ProviderIdentity.$Properties|null|undefined} provider
             * @memberof consilium.v1.UserInfo
             * @instance
             */
            UserInfo.prototype.provider = null;

            /**
             * Creates a new UserInfo instance using the specified properties.
             * @function create
             * @memberof consilium.v1.UserInfo
             * @static
             * @param {consilium.v1.UserInfo.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.UserInfo} UserInfo instance
             * @type {{
             *   (properties: consilium.v1.UserInfo.$Shape): consilium.v1.UserInfo & consilium.v1.UserInfo.$Shape;
             *   (properties?: consilium.v1.UserInfo.$Properties): consilium.v1.UserInfo;
             * }}
             */
            UserInfo.create = function(properties) {
                return new UserInfo(properties);
            };

            /**
             * Encodes the specified UserInfo message. Does not implicitly {@link consilium.v1.UserInfo.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.UserInfo
             * @static
             * @param {consilium.v1.UserInfo.$Properties} message UserInfo message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            UserInfo.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.user != null && $Object.hasOwnProperty.call(message, "user") && message.user !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.user);
                if (message.roles != null && message.roles.length)
                    for (let i = 0; i < message.roles.length; ++i)
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.roles[i]);
                if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.state);
                if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.key);
                if (message.addedMs != null && $Object.hasOwnProperty.call(message, "addedMs") && (typeof message.addedMs === "object" ? message.addedMs.low || message.addedMs.high : message.addedMs !== 0))
                    writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.addedMs);
                if (message.expiresMs != null && $Object.hasOwnProperty.call(message, "expiresMs") && (typeof message.expiresMs === "object" ? message.expiresMs.low || message.expiresMs.high : message.expiresMs !== 0))
                    writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.expiresMs);
                if (message.provider != null && $Object.hasOwnProperty.call(message, "provider"))
                    $root.consilium.v1.ProviderIdentity.encode(message.provider, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a UserInfo message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.UserInfo
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.UserInfo & consilium.v1.UserInfo.$Shape} UserInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            UserInfo.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.UserInfo();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.user = value;
                            else
                                delete message.user;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.roles && message.roles.length))
                                message.roles = [];
                            message.roles.push(reader.stringVerify());
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.state = value;
                            else
                                delete message.state;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.key = value;
                            else
                                delete message.key;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.addedMs = value;
                            else
                                delete message.addedMs;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.expiresMs = value;
                            else
                                delete message.expiresMs;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.provider = $root.consilium.v1.ProviderIdentity.decode(reader, reader.size(), $undefined, _depth + 1, message.provider);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return UserInfo;
        })();

        v1.ProviderIdentity = (function() {

            /**
             * Properties of a ProviderIdentity.
             * @typedef {Object} consilium.v1.ProviderIdentity.$Properties
             * @property {string|null} [issuer] The provider's issuer identifier.
             * @property {string|null} [name] The name that tokens have to bear, in the claim that the coordinator looks at.
             * @property {string|null} [subject] The subject of the first token that came with that name: no other counts from then on. Empty before it.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ProviderIdentity.
             * @memberof consilium.v1
             * @interface IProviderIdentity
             * @augments consilium.v1.ProviderIdentity.$Properties
             * @deprecated Use consilium.v1.ProviderIdentity.$Properties instead.
             */

            /**
             * Shape of a ProviderIdentity.
             * @typedef {consilium.v1.ProviderIdentity.$Properties} consilium.v1.ProviderIdentity.$Shape
             */

            /**
             * Constructs a new ProviderIdentity.
             * @memberof consilium.v1
             * @classdesc By what an identity provider knows a user.
             * @constructor
             * @param {consilium.v1.ProviderIdentity.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ProviderIdentity = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * The provider's issuer identifier.
             * @member {string} issuer
             * @memberof consilium.v1.ProviderIdentity
             * @instance
             */
            ProviderIdentity.prototype.issuer = "";

            /**
             * The name that tokens have to bear, in the claim that the coordinator looks at.
             * @member {string} name
             * @memberof consilium.v1.ProviderIdentity
             * @instance
             */
            ProviderIdentity.prototype.name = "";

            /**
             * The subject of the first token that came with that name: no other counts from then on. Empty before it.
             * @member {string} subject
             * @memberof consilium.v1.ProviderIdentity
             * @instance
             */
            ProviderIdentity.prototype.subject = "";

            /**
             * Creates a new ProviderIdentity instance using the specified properties.
             * @function create
             * @memberof consilium.v1.ProviderIdentity
             * @static
             * @param {consilium.v1.ProviderIdentity.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.ProviderIdentity} ProviderIdentity instance
             * @type {{
             *   (properties: consilium.v1.ProviderIdentity.$Shape): consilium.v1.ProviderIdentity & consilium.v1.ProviderIdentity.$Shape;
             *   (properties?: consilium.v1.ProviderIdentity.$Properties): consilium.v1.ProviderIdentity;
             * }}
             */
            ProviderIdentity.create = function(properties) {
                return new ProviderIdentity(properties);
            };

            /**
             * Encodes the specified ProviderIdentity message. Does not implicitly {@link consilium.v1.ProviderIdentity.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.ProviderIdentity
             * @static
             * @param {consilium.v1.ProviderIdentity.$Properties} message ProviderIdentity message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ProviderIdentity.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.issuer != null && $Object.hasOwnProperty.call(message, "issuer") && message.issuer !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.issuer);
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.name);
                if (message.subject != null && $Object.hasOwnProperty.call(message, "subject") && message.subject !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.subject);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ProviderIdentity message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.ProviderIdentity
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.ProviderIdentity & consilium.v1.ProviderIdentity.$Shape} ProviderIdentity
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ProviderIdentity.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.ProviderIdentity();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.issuer = value;
                            else
                                delete message.issuer;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.subject = value;
                            else
                                delete message.subject;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ProviderIdentity;
        })();

        v1.ReadAuditRequest = (function() {

            /**
             * Properties of a ReadAuditRequest.
             * @typedef {Object} consilium.v1.ReadAuditRequest.$Properties
             * @property {number|null} [after] Entries after the first so many.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReadAuditRequest.
             * @memberof consilium.v1
             * @interface IReadAuditRequest
             * @augments consilium.v1.ReadAuditRequest.$Properties
             * @deprecated Use consilium.v1.ReadAuditRequest.$Properties instead.
             */

            /**
             * Shape of a ReadAuditRequest.
             * @typedef {consilium.v1.ReadAuditRequest.$Properties} consilium.v1.ReadAuditRequest.$Shape
             */

            /**
             * Constructs a new ReadAuditRequest.
             * @memberof consilium.v1
             * @classdesc Asks for the whole audit log.
             * @constructor
             * @param {consilium.v1.ReadAuditRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReadAuditRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Entries after the first so many.
             * @member {number} after
             * @memberof consilium.v1.ReadAuditRequest
             * @instance
             */
            ReadAuditRequest.prototype.after = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Creates a new ReadAuditRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.ReadAuditRequest
             * @static
             * @param {consilium.v1.ReadAuditRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.ReadAuditRequest} ReadAuditRequest instance
             * @type {{
             *   (properties: consilium.v1.ReadAuditRequest.$Shape): consilium.v1.ReadAuditRequest & consilium.v1.ReadAuditRequest.$Shape;
             *   (properties?: consilium.v1.ReadAuditRequest.$Properties): consilium.v1.ReadAuditRequest;
             * }}
             */
            ReadAuditRequest.create = function(properties) {
                return new ReadAuditRequest(properties);
            };

            /**
             * Encodes the specified ReadAuditRequest message. Does not implicitly {@link consilium.v1.ReadAuditRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.ReadAuditRequest
             * @static
             * @param {consilium.v1.ReadAuditRequest.$Properties} message ReadAuditRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReadAuditRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.after != null && $Object.hasOwnProperty.call(message, "after") && (typeof message.after === "object" ? message.after.low || message.after.high : message.after !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.after);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReadAuditRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.ReadAuditRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.ReadAuditRequest & consilium.v1.ReadAuditRequest.$Shape} ReadAuditRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReadAuditRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.ReadAuditRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.after = value;
                            else
                                delete message.after;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ReadAuditRequest;
        })();

        v1.AuditPiece = (function() {

            /**
             * Properties of an AuditPiece.
             * @typedef {Object} consilium.v1.AuditPiece.$Properties
             * @property {string|null} [verifierKey] The key that signs the log (C2SP verifier key).
             * @property {string|null} [checkpoint] The newest checkpoint (C2SP signed note); entries that follow may be newer. Empty where there is no entry.
             * @property {Array.<string>|null} [entries] Entries, a line of canonical JSON each, in their order.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an AuditPiece.
             * @memberof consilium.v1
             * @interface IAuditPiece
             * @augments consilium.v1.AuditPiece.$Properties
             * @deprecated Use consilium.v1.AuditPiece.$Properties instead.
             */

            /**
             * Shape of an AuditPiece.
             * @typedef {consilium.v1.AuditPiece.$Properties} consilium.v1.AuditPiece.$Shape
             */

            /**
             * Constructs a new AuditPiece.
             * @memberof consilium.v1
             * @classdesc A part of the audit log: the first one has key and checkpoint, all others entries.
             * @constructor
             * @param {consilium.v1.AuditPiece.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const AuditPiece = function (properties) {
                this.entries = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * The key that signs the log (C2SP verifier key).
             * @member {string} verifierKey
             * @memberof consilium.v1.AuditPiece
             * @instance
             */
            AuditPiece.prototype.verifierKey = "";

            /**
             * The newest checkpoint (C2SP signed note); entries that follow may be newer. Empty where there is no entry.
             * @member {string} checkpoint
             * @memberof consilium.v1.AuditPiece
             * @instance
             */
            AuditPiece.prototype.checkpoint = "";

            /**
             * Entries, a line of canonical JSON each, in their order.
             * @member {Array.<string>} entries
             * @memberof consilium.v1.AuditPiece
             * @instance
             */
            AuditPiece.prototype.entries = $util.emptyArray;

            /**
             * Creates a new AuditPiece instance using the specified properties.
             * @function create
             * @memberof consilium.v1.AuditPiece
             * @static
             * @param {consilium.v1.AuditPiece.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.AuditPiece} AuditPiece instance
             * @type {{
             *   (properties: consilium.v1.AuditPiece.$Shape): consilium.v1.AuditPiece & consilium.v1.AuditPiece.$Shape;
             *   (properties?: consilium.v1.AuditPiece.$Properties): consilium.v1.AuditPiece;
             * }}
             */
            AuditPiece.create = function(properties) {
                return new AuditPiece(properties);
            };

            /**
             * Encodes the specified AuditPiece message. Does not implicitly {@link consilium.v1.AuditPiece.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.AuditPiece
             * @static
             * @param {consilium.v1.AuditPiece.$Properties} message AuditPiece message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            AuditPiece.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.verifierKey != null && $Object.hasOwnProperty.call(message, "verifierKey") && message.verifierKey !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.verifierKey);
                if (message.checkpoint != null && $Object.hasOwnProperty.call(message, "checkpoint") && message.checkpoint !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.checkpoint);
                if (message.entries != null && message.entries.length)
                    for (let i = 0; i < message.entries.length; ++i)
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.entries[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an AuditPiece message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.AuditPiece
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.AuditPiece & consilium.v1.AuditPiece.$Shape} AuditPiece
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            AuditPiece.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.AuditPiece();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.verifierKey = value;
                            else
                                delete message.verifierKey;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.checkpoint = value;
                            else
                                delete message.checkpoint;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.entries && message.entries.length))
                                message.entries = [];
                            message.entries.push(reader.stringVerify());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return AuditPiece;
        })();

        v1.RunLogPiece = (function() {

            /**
             * Properties of a RunLogPiece.
             * @typedef {Object} consilium.v1.RunLogPiece.$Properties
             * @property {string|null} [verifierKey] The key that signs the log (C2SP verifier key).
             * @property {string|null} [checkpoint] The newest checkpoint (C2SP signed note), which covers all entries that follow. Empty where there is no entry.
             * @property {Array.<consilium.v1.RunLogEntry.$Properties>|null} [entries] Entries of the coordinator itself, in their order. Those of members are not among them: they name addresses.
             * @property {Array.<consilium.v1.CountedContribution.$Properties>|null} [contributions] Updates that were counted, from the entries of sites.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RunLogPiece.
             * @memberof consilium.v1
             * @interface IRunLogPiece
             * @augments consilium.v1.RunLogPiece.$Properties
             * @deprecated Use consilium.v1.RunLogPiece.$Properties instead.
             */

            /**
             * Shape of a RunLogPiece.
             * @typedef {consilium.v1.RunLogPiece.$Properties} consilium.v1.RunLogPiece.$Shape
             */

            /**
             * Constructs a new RunLogPiece.
             * @memberof consilium.v1
             * @classdesc A part of what the audit log has of a run: the first one has key and checkpoint, all others entries and contributions.
             * @constructor
             * @param {consilium.v1.RunLogPiece.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RunLogPiece = function (properties) {
                this.entries = [];
                this.contributions = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * The key that signs the log (C2SP verifier key).
             * @member {string} verifierKey
             * @memberof consilium.v1.RunLogPiece
             * @instance
             */
            RunLogPiece.prototype.verifierKey = "";

            /**
             * The newest checkpoint (C2SP signed note), which covers all entries that follow. Empty where there is no entry.
             * @member {string} checkpoint
             * @memberof consilium.v1.RunLogPiece
             * @instance
             */
            RunLogPiece.prototype.checkpoint = "";

            /**
             * Entries of the coordinator itself, in their order. Those of members are not among them: they name addresses.
             * @member {Array.<consilium.v1.RunLogEntry.$Properties>} entries
             * @memberof consilium.v1.RunLogPiece
             * @instance
             */
            RunLogPiece.prototype.entries = $util.emptyArray;

            /**
             * Updates that were counted, from the entries of sites.
             * @member {Array.<consilium.v1.CountedContribution.$Properties>} contributions
             * @memberof consilium.v1.RunLogPiece
             * @instance
             */
            RunLogPiece.prototype.contributions = $util.emptyArray;

            /**
             * Creates a new RunLogPiece instance using the specified properties.
             * @function create
             * @memberof consilium.v1.RunLogPiece
             * @static
             * @param {consilium.v1.RunLogPiece.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.RunLogPiece} RunLogPiece instance
             * @type {{
             *   (properties: consilium.v1.RunLogPiece.$Shape): consilium.v1.RunLogPiece & consilium.v1.RunLogPiece.$Shape;
             *   (properties?: consilium.v1.RunLogPiece.$Properties): consilium.v1.RunLogPiece;
             * }}
             */
            RunLogPiece.create = function(properties) {
                return new RunLogPiece(properties);
            };

            /**
             * Encodes the specified RunLogPiece message. Does not implicitly {@link consilium.v1.RunLogPiece.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.RunLogPiece
             * @static
             * @param {consilium.v1.RunLogPiece.$Properties} message RunLogPiece message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RunLogPiece.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.verifierKey != null && $Object.hasOwnProperty.call(message, "verifierKey") && message.verifierKey !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.verifierKey);
                if (message.checkpoint != null && $Object.hasOwnProperty.call(message, "checkpoint") && message.checkpoint !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.checkpoint);
                if (message.entries != null && message.entries.length)
                    for (let i = 0; i < message.entries.length; ++i)
                        $root.consilium.v1.RunLogEntry.encode(message.entries[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.contributions != null && message.contributions.length)
                    for (let i = 0; i < message.contributions.length; ++i)
                        $root.consilium.v1.CountedContribution.encode(message.contributions[i], writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RunLogPiece message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.RunLogPiece
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.RunLogPiece & consilium.v1.RunLogPiece.$Shape} RunLogPiece
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RunLogPiece.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.RunLogPiece();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.verifierKey = value;
                            else
                                delete message.verifierKey;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.checkpoint = value;
                            else
                                delete message.checkpoint;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.entries && message.entries.length))
                                message.entries = [];
                            message.entries.push($root.consilium.v1.RunLogEntry.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.contributions && message.contributions.length))
                                message.contributions = [];
                            message.contributions.push($root.consilium.v1.CountedContribution.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RunLogPiece;
        })();

        v1.RunLogEntry = (function() {

            /**
             * Properties of a RunLogEntry.
             * @typedef {Object} consilium.v1.RunLogEntry.$Properties
             * @property {number|null} [position] Its place, counted from 1.
             * @property {string|null} [line] A line of canonical JSON.
             * @property {Array.<Uint8Array>|null} [inclusion] Hashes that lead from it to the root of the checkpoint (RFC 6962, section 2.1.1).
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RunLogEntry.
             * @memberof consilium.v1
             * @interface IRunLogEntry
             * @augments consilium.v1.RunLogEntry.$Properties
             * @deprecated Use consilium.v1.RunLogEntry.$Properties instead.
             */

            /**
             * Shape of a RunLogEntry.
             * @typedef {consilium.v1.RunLogEntry.$Properties} consilium.v1.RunLogEntry.$Shape
             */

            /**
             * Constructs a new RunLogEntry.
             * @memberof consilium.v1
             * @classdesc An entry, and that it is in the log.
             * @constructor
             * @param {consilium.v1.RunLogEntry.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RunLogEntry = function (properties) {
                this.inclusion = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Its place, counted from 1.
             * @member {number} position
             * @memberof consilium.v1.RunLogEntry
             * @instance
             */
            RunLogEntry.prototype.position = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * A line of canonical JSON.
             * @member {string} line
             * @memberof consilium.v1.RunLogEntry
             * @instance
             */
            RunLogEntry.prototype.line = "";

            /**
             * Hashes that lead from it to the root of the checkpoint (RFC 6962, section 2.1.1).
             * @member {Array.<Uint8Array>} inclusion
             * @memberof consilium.v1.RunLogEntry
             * @instance
             */
            RunLogEntry.prototype.inclusion = $util.emptyArray;

            /**
             * Creates a new RunLogEntry instance using the specified properties.
             * @function create
             * @memberof consilium.v1.RunLogEntry
             * @static
             * @param {consilium.v1.RunLogEntry.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.RunLogEntry} RunLogEntry instance
             * @type {{
             *   (properties: consilium.v1.RunLogEntry.$Shape): consilium.v1.RunLogEntry & consilium.v1.RunLogEntry.$Shape;
             *   (properties?: consilium.v1.RunLogEntry.$Properties): consilium.v1.RunLogEntry;
             * }}
             */
            RunLogEntry.create = function(properties) {
                return new RunLogEntry(properties);
            };

            /**
             * Encodes the specified RunLogEntry message. Does not implicitly {@link consilium.v1.RunLogEntry.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.RunLogEntry
             * @static
             * @param {consilium.v1.RunLogEntry.$Properties} message RunLogEntry message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RunLogEntry.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.position != null && $Object.hasOwnProperty.call(message, "position") && (typeof message.position === "object" ? message.position.low || message.position.high : message.position !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.position);
                if (message.line != null && $Object.hasOwnProperty.call(message, "line") && message.line !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.line);
                if (message.inclusion != null && message.inclusion.length)
                    for (let i = 0; i < message.inclusion.length; ++i)
                        writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.inclusion[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RunLogEntry message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.RunLogEntry
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.RunLogEntry & consilium.v1.RunLogEntry.$Shape} RunLogEntry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RunLogEntry.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.RunLogEntry();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.position = value;
                            else
                                delete message.position;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.line = value;
                            else
                                delete message.line;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.inclusion && message.inclusion.length))
                                message.inclusion = [];
                            message.inclusion.push(reader.bytes());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RunLogEntry;
        })();

        v1.CountedContribution = (function() {

            /**
             * Properties of a CountedContribution.
             * @typedef {Object} consilium.v1.CountedContribution.$Properties
             * @property {number|null} [round] Round, counted from 1.
             * @property {number|null} [attempt] Attempt, counted from 1.
             * @property {string|null} [site] Site that sent it.
             * @property {string|null} [key] SHA-256 of the key by which the site was known, hex.
             * @property {string|null} [update] SHA-256 of the update, hex.
             * @property {number|null} [ledgerSequence] Number of the last entry of the ledger that has paid, as the site said; 0 where it said none.
             * @property {string|null} [ledgerHash] SHA-256 of that entry, hex; empty where it said none.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a CountedContribution.
             * @memberof consilium.v1
             * @interface ICountedContribution
             * @augments consilium.v1.CountedContribution.$Properties
             * @deprecated Use consilium.v1.CountedContribution.$Properties instead.
             */

            /**
             * Shape of a CountedContribution.
             * @typedef {consilium.v1.CountedContribution.$Properties} consilium.v1.CountedContribution.$Shape
             */

            /**
             * Constructs a new CountedContribution.
             * @memberof consilium.v1
             * @classdesc An update that was counted.
             * @constructor
             * @param {consilium.v1.CountedContribution.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const CountedContribution = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Round, counted from 1.
             * @member {number} round
             * @memberof consilium.v1.CountedContribution
             * @instance
             */
            CountedContribution.prototype.round = 0;

            /**
             * Attempt, counted from 1.
             * @member {number} attempt
             * @memberof consilium.v1.CountedContribution
             * @instance
             */
            CountedContribution.prototype.attempt = 0;

            /**
             * Site that sent it.
             * @member {string} site
             * @memberof consilium.v1.CountedContribution
             * @instance
             */
            CountedContribution.prototype.site = "";

            /**
             * SHA-256 of the key by which the site was known, hex.
             * @member {string} key
             * @memberof consilium.v1.CountedContribution
             * @instance
             */
            CountedContribution.prototype.key = "";

            /**
             * SHA-256 of the update, hex.
             * @member {string} update
             * @memberof consilium.v1.CountedContribution
             * @instance
             */
            CountedContribution.prototype.update = "";

            /**
             * Number of the last entry of the ledger that has paid, as the site said; 0 where it said none.
             * @member {number} ledgerSequence
             * @memberof consilium.v1.CountedContribution
             * @instance
             */
            CountedContribution.prototype.ledgerSequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * SHA-256 of that entry, hex; empty where it said none.
             * @member {string} ledgerHash
             * @memberof consilium.v1.CountedContribution
             * @instance
             */
            CountedContribution.prototype.ledgerHash = "";

            /**
             * Creates a new CountedContribution instance using the specified properties.
             * @function create
             * @memberof consilium.v1.CountedContribution
             * @static
             * @param {consilium.v1.CountedContribution.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.CountedContribution} CountedContribution instance
             * @type {{
             *   (properties: consilium.v1.CountedContribution.$Shape): consilium.v1.CountedContribution & consilium.v1.CountedContribution.$Shape;
             *   (properties?: consilium.v1.CountedContribution.$Properties): consilium.v1.CountedContribution;
             * }}
             */
            CountedContribution.create = function(properties) {
                return new CountedContribution(properties);
            };

            /**
             * Encodes the specified CountedContribution message. Does not implicitly {@link consilium.v1.CountedContribution.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.CountedContribution
             * @static
             * @param {consilium.v1.CountedContribution.$Properties} message CountedContribution message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            CountedContribution.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.round != null && $Object.hasOwnProperty.call(message, "round") && message.round !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.round);
                if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt") && message.attempt !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.attempt);
                if (message.site != null && $Object.hasOwnProperty.call(message, "site") && message.site !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.site);
                if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.key);
                if (message.update != null && $Object.hasOwnProperty.call(message, "update") && message.update !== "")
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.update);
                if (message.ledgerSequence != null && $Object.hasOwnProperty.call(message, "ledgerSequence") && (typeof message.ledgerSequence === "object" ? message.ledgerSequence.low || message.ledgerSequence.high : message.ledgerSequence !== 0))
                    writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.ledgerSequence);
                if (message.ledgerHash != null && $Object.hasOwnProperty.call(message, "ledgerHash") && message.ledgerHash !== "")
                    writer.uint32(/* id 7, wireType 2 =*/58).string(message.ledgerHash);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a CountedContribution message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.CountedContribution
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.CountedContribution & consilium.v1.CountedContribution.$Shape} CountedContribution
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            CountedContribution.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.CountedContribution();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.round = value;
                            else
                                delete message.round;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.attempt = value;
                            else
                                delete message.attempt;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.site = value;
                            else
                                delete message.site;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.key = value;
                            else
                                delete message.key;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.update = value;
                            else
                                delete message.update;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.ledgerSequence = value;
                            else
                                delete message.ledgerSequence;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.ledgerHash = value;
                            else
                                delete message.ledgerHash;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CountedContribution;
        })();

        v1.QuarantineSiteRequest = (function() {

            /**
             * Properties of a QuarantineSiteRequest.
             * @typedef {Object} consilium.v1.QuarantineSiteRequest.$Properties
             * @property {string|null} [site] Site identifier.
             * @property {string|null} [reason] Why, for others to read.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a QuarantineSiteRequest.
             * @memberof consilium.v1
             * @interface IQuarantineSiteRequest
             * @augments consilium.v1.QuarantineSiteRequest.$Properties
             * @deprecated Use consilium.v1.QuarantineSiteRequest.$Properties instead.
             */

            /**
             * Shape of a QuarantineSiteRequest.
             * @typedef {consilium.v1.QuarantineSiteRequest.$Properties} consilium.v1.QuarantineSiteRequest.$Shape
             */

            /**
             * Constructs a new QuarantineSiteRequest.
             * @memberof consilium.v1
             * @classdesc A site to shut out for a while.
             * @constructor
             * @param {consilium.v1.QuarantineSiteRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const QuarantineSiteRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Site identifier.
             * @member {string} site
             * @memberof consilium.v1.QuarantineSiteRequest
             * @instance
             */
            QuarantineSiteRequest.prototype.site = "";

            /**
             * Why, for others to read.
             * @member {string} reason
             * @memberof consilium.v1.QuarantineSiteRequest
             * @instance
             */
            QuarantineSiteRequest.prototype.reason = "";

            /**
             * Creates a new QuarantineSiteRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.QuarantineSiteRequest
             * @static
             * @param {consilium.v1.QuarantineSiteRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.QuarantineSiteRequest} QuarantineSiteRequest instance
             * @type {{
             *   (properties: consilium.v1.QuarantineSiteRequest.$Shape): consilium.v1.QuarantineSiteRequest & consilium.v1.QuarantineSiteRequest.$Shape;
             *   (properties?: consilium.v1.QuarantineSiteRequest.$Properties): consilium.v1.QuarantineSiteRequest;
             * }}
             */
            QuarantineSiteRequest.create = function(properties) {
                return new QuarantineSiteRequest(properties);
            };

            /**
             * Encodes the specified QuarantineSiteRequest message. Does not implicitly {@link consilium.v1.QuarantineSiteRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.QuarantineSiteRequest
             * @static
             * @param {consilium.v1.QuarantineSiteRequest.$Properties} message QuarantineSiteRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            QuarantineSiteRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.site != null && $Object.hasOwnProperty.call(message, "site") && message.site !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.site);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a QuarantineSiteRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.QuarantineSiteRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.QuarantineSiteRequest & consilium.v1.QuarantineSiteRequest.$Shape} QuarantineSiteRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            QuarantineSiteRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.QuarantineSiteRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.site = value;
                            else
                                delete message.site;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return QuarantineSiteRequest;
        })();

        v1.ReleaseSiteRequest = (function() {

            /**
             * Properties of a ReleaseSiteRequest.
             * @typedef {Object} consilium.v1.ReleaseSiteRequest.$Properties
             * @property {string|null} [site] Site identifier.
             * @property {string|null} [reason] Why, for others to read.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReleaseSiteRequest.
             * @memberof consilium.v1
             * @interface IReleaseSiteRequest
             * @augments consilium.v1.ReleaseSiteRequest.$Properties
             * @deprecated Use consilium.v1.ReleaseSiteRequest.$Properties instead.
             */

            /**
             * Shape of a ReleaseSiteRequest.
             * @typedef {consilium.v1.ReleaseSiteRequest.$Properties} consilium.v1.ReleaseSiteRequest.$Shape
             */

            /**
             * Constructs a new ReleaseSiteRequest.
             * @memberof consilium.v1
             * @classdesc A site to let in again.
             * @constructor
             * @param {consilium.v1.ReleaseSiteRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReleaseSiteRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Site identifier.
             * @member {string} site
             * @memberof consilium.v1.ReleaseSiteRequest
             * @instance
             */
            ReleaseSiteRequest.prototype.site = "";

            /**
             * Why, for others to read.
             * @member {string} reason
             * @memberof consilium.v1.ReleaseSiteRequest
             * @instance
             */
            ReleaseSiteRequest.prototype.reason = "";

            /**
             * Creates a new ReleaseSiteRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.ReleaseSiteRequest
             * @static
             * @param {consilium.v1.ReleaseSiteRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.ReleaseSiteRequest} ReleaseSiteRequest instance
             * @type {{
             *   (properties: consilium.v1.ReleaseSiteRequest.$Shape): consilium.v1.ReleaseSiteRequest & consilium.v1.ReleaseSiteRequest.$Shape;
             *   (properties?: consilium.v1.ReleaseSiteRequest.$Properties): consilium.v1.ReleaseSiteRequest;
             * }}
             */
            ReleaseSiteRequest.create = function(properties) {
                return new ReleaseSiteRequest(properties);
            };

            /**
             * Encodes the specified ReleaseSiteRequest message. Does not implicitly {@link consilium.v1.ReleaseSiteRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.ReleaseSiteRequest
             * @static
             * @param {consilium.v1.ReleaseSiteRequest.$Properties} message ReleaseSiteRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReleaseSiteRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.site != null && $Object.hasOwnProperty.call(message, "site") && message.site !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.site);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReleaseSiteRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.ReleaseSiteRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.ReleaseSiteRequest & consilium.v1.ReleaseSiteRequest.$Shape} ReleaseSiteRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReleaseSiteRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.ReleaseSiteRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.site = value;
                            else
                                delete message.site;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ReleaseSiteRequest;
        })();

        v1.ListIncidentsRequest = (function() {

            /**
             * Properties of a ListIncidentsRequest.
             * @typedef {Object} consilium.v1.ListIncidentsRequest.$Properties
             * @property {boolean|null} [closed] Also those that were closed.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ListIncidentsRequest.
             * @memberof consilium.v1
             * @interface IListIncidentsRequest
             * @augments consilium.v1.ListIncidentsRequest.$Properties
             * @deprecated Use consilium.v1.ListIncidentsRequest.$Properties instead.
             */

            /**
             * Shape of a ListIncidentsRequest.
             * @typedef {consilium.v1.ListIncidentsRequest.$Properties} consilium.v1.ListIncidentsRequest.$Shape
             */

            /**
             * Constructs a new ListIncidentsRequest.
             * @memberof consilium.v1
             * @classdesc Which incidents.
             * @constructor
             * @param {consilium.v1.ListIncidentsRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ListIncidentsRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Also those that were closed.
             * @member {boolean} closed
             * @memberof consilium.v1.ListIncidentsRequest
             * @instance
             */
            ListIncidentsRequest.prototype.closed = false;

            /**
             * Creates a new ListIncidentsRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.ListIncidentsRequest
             * @static
             * @param {consilium.v1.ListIncidentsRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.ListIncidentsRequest} ListIncidentsRequest instance
             * @type {{
             *   (properties: consilium.v1.ListIncidentsRequest.$Shape): consilium.v1.ListIncidentsRequest & consilium.v1.ListIncidentsRequest.$Shape;
             *   (properties?: consilium.v1.ListIncidentsRequest.$Properties): consilium.v1.ListIncidentsRequest;
             * }}
             */
            ListIncidentsRequest.create = function(properties) {
                return new ListIncidentsRequest(properties);
            };

            /**
             * Encodes the specified ListIncidentsRequest message. Does not implicitly {@link consilium.v1.ListIncidentsRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.ListIncidentsRequest
             * @static
             * @param {consilium.v1.ListIncidentsRequest.$Properties} message ListIncidentsRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ListIncidentsRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.closed != null && $Object.hasOwnProperty.call(message, "closed") && message.closed !== false)
                    writer.uint32(/* id 1, wireType 0 =*/8).bool(message.closed);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ListIncidentsRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.ListIncidentsRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.ListIncidentsRequest & consilium.v1.ListIncidentsRequest.$Shape} ListIncidentsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ListIncidentsRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.ListIncidentsRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.closed = value;
                            else
                                delete message.closed;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ListIncidentsRequest;
        })();

        v1.ListIncidentsResponse = (function() {

            /**
             * Properties of a ListIncidentsResponse.
             * @typedef {Object} consilium.v1.ListIncidentsResponse.$Properties
             * @property {Array.<consilium.v1.IncidentInfo.$Properties>|null} [incidents] One each.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ListIncidentsResponse.
             * @memberof consilium.v1
             * @interface IListIncidentsResponse
             * @augments consilium.v1.ListIncidentsResponse.$Properties
             * @deprecated Use consilium.v1.ListIncidentsResponse.$Properties instead.
             */

            /**
             * Shape of a ListIncidentsResponse.
             * @typedef {consilium.v1.ListIncidentsResponse.$Properties} consilium.v1.ListIncidentsResponse.$Shape
             */

            /**
             * Constructs a new ListIncidentsResponse.
             * @memberof consilium.v1
             * @classdesc Incidents, the newest first: all that are not closed, and of the closed ones the newest thousand.
             * @constructor
             * @param {consilium.v1.ListIncidentsResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ListIncidentsResponse = function (properties) {
                this.incidents = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * One each.
             * @member {Array.<consilium.v1.IncidentInfo.$Properties>} incidents
             * @memberof consilium.v1.ListIncidentsResponse
             * @instance
             */
            ListIncidentsResponse.prototype.incidents = $util.emptyArray;

            /**
             * Creates a new ListIncidentsResponse instance using the specified properties.
             * @function create
             * @memberof consilium.v1.ListIncidentsResponse
             * @static
             * @param {consilium.v1.ListIncidentsResponse.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.ListIncidentsResponse} ListIncidentsResponse instance
             * @type {{
             *   (properties: consilium.v1.ListIncidentsResponse.$Shape): consilium.v1.ListIncidentsResponse & consilium.v1.ListIncidentsResponse.$Shape;
             *   (properties?: consilium.v1.ListIncidentsResponse.$Properties): consilium.v1.ListIncidentsResponse;
             * }}
             */
            ListIncidentsResponse.create = function(properties) {
                return new ListIncidentsResponse(properties);
            };

            /**
             * Encodes the specified ListIncidentsResponse message. Does not implicitly {@link consilium.v1.ListIncidentsResponse.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.ListIncidentsResponse
             * @static
             * @param {consilium.v1.ListIncidentsResponse.$Properties} message ListIncidentsResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ListIncidentsResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.incidents != null && message.incidents.length)
                    for (let i = 0; i < message.incidents.length; ++i)
                        $root.consilium.v1.IncidentInfo.encode(message.incidents[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ListIncidentsResponse message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.ListIncidentsResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.ListIncidentsResponse & consilium.v1.ListIncidentsResponse.$Shape} ListIncidentsResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ListIncidentsResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.ListIncidentsResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.incidents && message.incidents.length))
                                message.incidents = [];
                            message.incidents.push($root.consilium.v1.IncidentInfo.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ListIncidentsResponse;
        })();

        v1.IncidentInfo = (function() {

            /**
             * Properties of an IncidentInfo.
             * @typedef {Object} consilium.v1.IncidentInfo.$Properties
             * @property {number|null} [incident] Its number.
             * @property {string|null} [kind] What was seen, as a word of docs/operations.md.
             * @property {string|null} [severity] low, medium or high.
             * @property {string|null} [subject] About whom: a member such as site/north, coordinator, or strangers.
             * @property {string|null} [state] open, acknowledged or closed.
             * @property {string|null} [at] When it was seen first, ISO 8601, UTC.
             * @property {string|null} [lastAt] When it was seen last.
             * @property {number|null} [times] How often it was seen.
             * @property {Array.<consilium.v1.IncidentEvidence.$Properties>|null} [evidence] Entries of the audit log that show it.
             * @property {consilium.v1.IncidentAct.$Properties|null} [acknowledged] Who looks into it.
             * @property {consilium.v1.IncidentAssessment.$Properties|null} [assessment] What a person found.
             * @property {consilium.v1.IncidentAct.$Properties|null} [assessed] Who assessed it.
             * @property {consilium.v1.IncidentAct.$Properties|null} [closed] Who closed it, and why.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an IncidentInfo.
             * @memberof consilium.v1
             * @interface IIncidentInfo
             * @augments consilium.v1.IncidentInfo.$Properties
             * @deprecated Use consilium.v1.IncidentInfo.$Properties instead.
             */

            /**
             * Shape of an IncidentInfo.
             * @typedef {consilium.v1.IncidentInfo.$Properties} consilium.v1.IncidentInfo.$Shape
             */

            /**
             * Constructs a new IncidentInfo.
             * @memberof consilium.v1
             * @classdesc Something that people should look into.
             * @constructor
             * @param {consilium.v1.IncidentInfo.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const IncidentInfo = function (properties) {
                this.evidence = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Its number.
             * @member {number} incident
             * @memberof consilium.v1.IncidentInfo
             * @instance
             */
            IncidentInfo.prototype.incident = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * What was seen, as a word of docs/operations.md.
             * @member {string} kind
             * @memberof consilium.v1.IncidentInfo
             * @instance
             */
            IncidentInfo.prototype.kind = "";

            /**
             * low, medium or high.
             * @member {string} severity
             * @memberof consilium.v1.IncidentInfo
             * @instance
             */
            IncidentInfo.prototype.severity = "";

            /**
             * About whom: a member such as site/north, coordinator, or strangers.
             * @member {string} subject
             * @memberof consilium.v1.IncidentInfo
             * @instance
             */
            IncidentInfo.prototype.subject = "";

            /**
             * open, acknowledged or closed.
             * @member {string} state
             * @memberof consilium.v1.IncidentInfo
             * @instance
             */
            IncidentInfo.prototype.state = "";

            /**
             * When it was seen first, ISO 8601, UTC.
             * @member {string} at
             * @memberof consilium.v1.IncidentInfo
             * @instance
             */
            IncidentInfo.prototype.at = "";

            /**
             * When it was seen last.
             * @member {string} lastAt
             * @memberof consilium.v1.IncidentInfo
             * @instance
             */
            IncidentInfo.prototype.lastAt = "";

            /**
             * How often it was seen.
             * @member {number} times
             * @memberof consilium.v1.IncidentInfo
             * @instance
             */
            IncidentInfo.prototype.times = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Entries of the audit log that show it.
             * @member {Array.<consilium.v1.IncidentEvidence.$Properties>} evidence
             * @memberof consilium.v1.IncidentInfo
             * @instance
             */
            IncidentInfo.prototype.evidence = $util.emptyArray;

            /**
             * Who looks into it.
             * @member {consilium.v1.IncidentAct.$Properties|null|undefined} acknowledged
             * @memberof consilium.v1.IncidentInfo
             * @instance
             */
            IncidentInfo.prototype.acknowledged = null;

            /**
             * What a person found.
             * @member {consilium.v1.IncidentAssessment.$Properties|null|undefined} assessment
             * @memberof consilium.v1.IncidentInfo
             * @instance
             */
            IncidentInfo.prototype.assessment = null;

            /**
             * Who assessed it.
             * @member {consilium.v1.IncidentAct.$Properties|null|undefined} assessed
             * @memberof consilium.v1.IncidentInfo
             * @instance
             */
            IncidentInfo.prototype.assessed = null;

            /**
             * Who closed it, and why.
             * @member {consilium.v1.IncidentAct.$Properties|null|undefined} closed
             * @memberof consilium.v1.IncidentInfo
             * @instance
             */
            IncidentInfo.prototype.closed = null;

            /**
             * Creates a new IncidentInfo instance using the specified properties.
             * @function create
             * @memberof consilium.v1.IncidentInfo
             * @static
             * @param {consilium.v1.IncidentInfo.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.IncidentInfo} IncidentInfo instance
             * @type {{
             *   (properties: consilium.v1.IncidentInfo.$Shape): consilium.v1.IncidentInfo & consilium.v1.IncidentInfo.$Shape;
             *   (properties?: consilium.v1.IncidentInfo.$Properties): consilium.v1.IncidentInfo;
             * }}
             */
            IncidentInfo.create = function(properties) {
                return new IncidentInfo(properties);
            };

            /**
             * Encodes the specified IncidentInfo message. Does not implicitly {@link consilium.v1.IncidentInfo.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.IncidentInfo
             * @static
             * @param {consilium.v1.IncidentInfo.$Properties} message IncidentInfo message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            IncidentInfo.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.incident != null && $Object.hasOwnProperty.call(message, "incident") && (typeof message.incident === "object" ? message.incident.low || message.incident.high : message.incident !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.incident);
                if (message.kind != null && $Object.hasOwnProperty.call(message, "kind") && message.kind !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.kind);
                if (message.severity != null && $Object.hasOwnProperty.call(message, "severity") && message.severity !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.severity);
                if (message.subject != null && $Object.hasOwnProperty.call(message, "subject") && message.subject !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.subject);
                if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== "")
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.state);
                if (message.at != null && $Object.hasOwnProperty.call(message, "at") && message.at !== "")
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.at);
                if (message.lastAt != null && $Object.hasOwnProperty.call(message, "lastAt") && message.lastAt !== "")
                    writer.uint32(/* id 7, wireType 2 =*/58).string(message.lastAt);
                if (message.times != null && $Object.hasOwnProperty.call(message, "times") && (typeof message.times === "object" ? message.times.low || message.times.high : message.times !== 0))
                    writer.uint32(/* id 8, wireType 0 =*/64).uint64(message.times);
                if (message.evidence != null && message.evidence.length)
                    for (let i = 0; i < message.evidence.length; ++i)
                        $root.consilium.v1.IncidentEvidence.encode(message.evidence[i], writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
                if (message.acknowledged != null && $Object.hasOwnProperty.call(message, "acknowledged"))
                    $root.consilium.v1.IncidentAct.encode(message.acknowledged, writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
                if (message.assessment != null && $Object.hasOwnProperty.call(message, "assessment"))
                    $root.consilium.v1.IncidentAssessment.encode(message.assessment, writer.uint32(/* id 11, wireType 2 =*/90).fork(), _depth + 1).ldelim();
                if (message.assessed != null && $Object.hasOwnProperty.call(message, "assessed"))
                    $root.consilium.v1.IncidentAct.encode(message.assessed, writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
                if (message.closed != null && $Object.hasOwnProperty.call(message, "closed"))
                    $root.consilium.v1.IncidentAct.encode(message.closed, writer.uint32(/* id 13, wireType 2 =*/106).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an IncidentInfo message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.IncidentInfo
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.IncidentInfo & consilium.v1.IncidentInfo.$Shape} IncidentInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            IncidentInfo.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.IncidentInfo();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.incident = value;
                            else
                                delete message.incident;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.kind = value;
                            else
                                delete message.kind;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.severity = value;
                            else
                                delete message.severity;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.subject = value;
                            else
                                delete message.subject;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.state = value;
                            else
                                delete message.state;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.at = value;
                            else
                                delete message.at;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.lastAt = value;
                            else
                                delete message.lastAt;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.times = value;
                            else
                                delete message.times;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if (!(message.evidence && message.evidence.length))
                                message.evidence = [];
                            message.evidence.push($root.consilium.v1.IncidentEvidence.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            message.acknowledged = $root.consilium.v1.IncidentAct.decode(reader, reader.size(), $undefined, _depth + 1, message.acknowledged);
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            message.assessment = $root.consilium.v1.IncidentAssessment.decode(reader, reader.size(), $undefined, _depth + 1, message.assessment);
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            message.assessed = $root.consilium.v1.IncidentAct.decode(reader, reader.size(), $undefined, _depth + 1, message.assessed);
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            message.closed = $root.consilium.v1.IncidentAct.decode(reader, reader.size(), $undefined, _depth + 1, message.closed);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return IncidentInfo;
        })();

        v1.IncidentEvidence = (function() {

            /**
             * Properties of an IncidentEvidence.
             * @typedef {Object} consilium.v1.IncidentEvidence.$Properties
             * @property {number|null} [entry] Its place, counted from 1.
             * @property {string|null} [hash] Its leaf hash, hex.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an IncidentEvidence.
             * @memberof consilium.v1
             * @interface IIncidentEvidence
             * @augments consilium.v1.IncidentEvidence.$Properties
             * @deprecated Use consilium.v1.IncidentEvidence.$Properties instead.
             */

            /**
             * Shape of an IncidentEvidence.
             * @typedef {consilium.v1.IncidentEvidence.$Properties} consilium.v1.IncidentEvidence.$Shape
             */

            /**
             * Constructs a new IncidentEvidence.
             * @memberof consilium.v1
             * @classdesc An entry of the audit log.
             * @constructor
             * @param {consilium.v1.IncidentEvidence.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const IncidentEvidence = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Its place, counted from 1.
             * @member {number} entry
             * @memberof consilium.v1.IncidentEvidence
             * @instance
             */
            IncidentEvidence.prototype.entry = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Its leaf hash, hex.
             * @member {string} hash
             * @memberof consilium.v1.IncidentEvidence
             * @instance
             */
            IncidentEvidence.prototype.hash = "";

            /**
             * Creates a new IncidentEvidence instance using the specified properties.
             * @function create
             * @memberof consilium.v1.IncidentEvidence
             * @static
             * @param {consilium.v1.IncidentEvidence.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.IncidentEvidence} IncidentEvidence instance
             * @type {{
             *   (properties: consilium.v1.IncidentEvidence.$Shape): consilium.v1.IncidentEvidence & consilium.v1.IncidentEvidence.$Shape;
             *   (properties?: consilium.v1.IncidentEvidence.$Properties): consilium.v1.IncidentEvidence;
             * }}
             */
            IncidentEvidence.create = function(properties) {
                return new IncidentEvidence(properties);
            };

            /**
             * Encodes the specified IncidentEvidence message. Does not implicitly {@link consilium.v1.IncidentEvidence.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.IncidentEvidence
             * @static
             * @param {consilium.v1.IncidentEvidence.$Properties} message IncidentEvidence message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            IncidentEvidence.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.entry != null && $Object.hasOwnProperty.call(message, "entry") && (typeof message.entry === "object" ? message.entry.low || message.entry.high : message.entry !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.entry);
                if (message.hash != null && $Object.hasOwnProperty.call(message, "hash") && message.hash !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.hash);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an IncidentEvidence message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.IncidentEvidence
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.IncidentEvidence & consilium.v1.IncidentEvidence.$Shape} IncidentEvidence
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            IncidentEvidence.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.IncidentEvidence();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.entry = value;
                            else
                                delete message.entry;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.hash = value;
                            else
                                delete message.hash;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return IncidentEvidence;
        })();

        v1.IncidentAct = (function() {

            /**
             * Properties of an IncidentAct.
             * @typedef {Object} consilium.v1.IncidentAct.$Properties
             * @property {string|null} [by] User name.
             * @property {string|null} [at] When, ISO 8601, UTC.
             * @property {string|null} [reason] Why, of a closed incident.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an IncidentAct.
             * @memberof consilium.v1
             * @interface IIncidentAct
             * @augments consilium.v1.IncidentAct.$Properties
             * @deprecated Use consilium.v1.IncidentAct.$Properties instead.
             */

            /**
             * Shape of an IncidentAct.
             * @typedef {consilium.v1.IncidentAct.$Properties} consilium.v1.IncidentAct.$Shape
             */

            /**
             * Constructs a new IncidentAct.
             * @memberof consilium.v1
             * @classdesc What a person did.
             * @constructor
             * @param {consilium.v1.IncidentAct.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const IncidentAct = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * User name.
             * @member {string} by
             * @memberof consilium.v1.IncidentAct
             * @instance
             */
            IncidentAct.prototype.by = "";

            /**
             * When, ISO 8601, UTC.
             * @member {string} at
             * @memberof consilium.v1.IncidentAct
             * @instance
             */
            IncidentAct.prototype.at = "";

            /**
             * Why, of a closed incident.
             * @member {string} reason
             * @memberof consilium.v1.IncidentAct
             * @instance
             */
            IncidentAct.prototype.reason = "";

            /**
             * Creates a new IncidentAct instance using the specified properties.
             * @function create
             * @memberof consilium.v1.IncidentAct
             * @static
             * @param {consilium.v1.IncidentAct.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.IncidentAct} IncidentAct instance
             * @type {{
             *   (properties: consilium.v1.IncidentAct.$Shape): consilium.v1.IncidentAct & consilium.v1.IncidentAct.$Shape;
             *   (properties?: consilium.v1.IncidentAct.$Properties): consilium.v1.IncidentAct;
             * }}
             */
            IncidentAct.create = function(properties) {
                return new IncidentAct(properties);
            };

            /**
             * Encodes the specified IncidentAct message. Does not implicitly {@link consilium.v1.IncidentAct.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.IncidentAct
             * @static
             * @param {consilium.v1.IncidentAct.$Properties} message IncidentAct message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            IncidentAct.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.by != null && $Object.hasOwnProperty.call(message, "by") && message.by !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.by);
                if (message.at != null && $Object.hasOwnProperty.call(message, "at") && message.at !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.at);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an IncidentAct message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.IncidentAct
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.IncidentAct & consilium.v1.IncidentAct.$Shape} IncidentAct
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            IncidentAct.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.IncidentAct();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.by = value;
                            else
                                delete message.by;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.at = value;
                            else
                                delete message.at;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return IncidentAct;
        })();

        v1.IncidentAssessment = (function() {

            /**
             * Properties of an IncidentAssessment.
             * @typedef {Object} consilium.v1.IncidentAssessment.$Properties
             * @property {string|null} [nature] Nature and extent of what is involved.
             * @property {string|null} [recipient] Who used it, or to whom it went.
             * @property {string|null} [acquired] Whether it was acquired or viewed.
             * @property {string|null} [mitigation] How far the risk was mitigated.
             * @property {string|null} [conclusion] low-probability or breach.
             * @property {number|null} [individuals] How many individuals it is about; 0 where nobody knows.
             * @property {string|null} [discovered] Day of the discovery, YYYY-MM-DD, where it was before the coordinator saw it; else empty.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an IncidentAssessment.
             * @memberof consilium.v1
             * @interface IIncidentAssessment
             * @augments consilium.v1.IncidentAssessment.$Properties
             * @deprecated Use consilium.v1.IncidentAssessment.$Properties instead.
             */

            /**
             * Shape of an IncidentAssessment.
             * @typedef {consilium.v1.IncidentAssessment.$Properties} consilium.v1.IncidentAssessment.$Shape
             */

            /**
             * Constructs a new IncidentAssessment.
             * @memberof consilium.v1
             * @classdesc What a person found of the four factors of 45 CFR 164.402(2).
             * @constructor
             * @param {consilium.v1.IncidentAssessment.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const IncidentAssessment = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Nature and extent of what is involved.
             * @member {string} nature
             * @memberof consilium.v1.IncidentAssessment
             * @instance
             */
            IncidentAssessment.prototype.nature = "";

            /**
             * Who used it, or to whom it went.
             * @member {string} recipient
             * @memberof consilium.v1.IncidentAssessment
             * @instance
             */
            IncidentAssessment.prototype.recipient = "";

            /**
             * Whether it was acquired or viewed.
             * @member {string} acquired
             * @memberof consilium.v1.IncidentAssessment
             * @instance
             */
            IncidentAssessment.prototype.acquired = "";

            /**
             * How far the risk was mitigated.
             * @member {string} mitigation
             * @memberof consilium.v1.IncidentAssessment
             * @instance
             */
            IncidentAssessment.prototype.mitigation = "";

            /**
             * low-probability or breach.
             * @member {string} conclusion
             * @memberof consilium.v1.IncidentAssessment
             * @instance
             */
            IncidentAssessment.prototype.conclusion = "";

            /**
             * How many individuals it is about; 0 where nobody knows.
             * @member {number} individuals
             * @memberof consilium.v1.IncidentAssessment
             * @instance
             */
            IncidentAssessment.prototype.individuals = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Day of the discovery, YYYY-MM-DD, where it was before the coordinator saw it; else empty.
             * @member {string} discovered
             * @memberof consilium.v1.IncidentAssessment
             * @instance
             */
            IncidentAssessment.prototype.discovered = "";

            /**
             * Creates a new IncidentAssessment instance using the specified properties.
             * @function create
             * @memberof consilium.v1.IncidentAssessment
             * @static
             * @param {consilium.v1.IncidentAssessment.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.IncidentAssessment} IncidentAssessment instance
             * @type {{
             *   (properties: consilium.v1.IncidentAssessment.$Shape): consilium.v1.IncidentAssessment & consilium.v1.IncidentAssessment.$Shape;
             *   (properties?: consilium.v1.IncidentAssessment.$Properties): consilium.v1.IncidentAssessment;
             * }}
             */
            IncidentAssessment.create = function(properties) {
                return new IncidentAssessment(properties);
            };

            /**
             * Encodes the specified IncidentAssessment message. Does not implicitly {@link consilium.v1.IncidentAssessment.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.IncidentAssessment
             * @static
             * @param {consilium.v1.IncidentAssessment.$Properties} message IncidentAssessment message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            IncidentAssessment.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.nature != null && $Object.hasOwnProperty.call(message, "nature") && message.nature !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.nature);
                if (message.recipient != null && $Object.hasOwnProperty.call(message, "recipient") && message.recipient !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.recipient);
                if (message.acquired != null && $Object.hasOwnProperty.call(message, "acquired") && message.acquired !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.acquired);
                if (message.mitigation != null && $Object.hasOwnProperty.call(message, "mitigation") && message.mitigation !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.mitigation);
                if (message.conclusion != null && $Object.hasOwnProperty.call(message, "conclusion") && message.conclusion !== "")
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.conclusion);
                if (message.individuals != null && $Object.hasOwnProperty.call(message, "individuals") && (typeof message.individuals === "object" ? message.individuals.low || message.individuals.high : message.individuals !== 0))
                    writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.individuals);
                if (message.discovered != null && $Object.hasOwnProperty.call(message, "discovered") && message.discovered !== "")
                    writer.uint32(/* id 7, wireType 2 =*/58).string(message.discovered);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an IncidentAssessment message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.IncidentAssessment
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.IncidentAssessment & consilium.v1.IncidentAssessment.$Shape} IncidentAssessment
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            IncidentAssessment.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.IncidentAssessment();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.nature = value;
                            else
                                delete message.nature;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.recipient = value;
                            else
                                delete message.recipient;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.acquired = value;
                            else
                                delete message.acquired;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.mitigation = value;
                            else
                                delete message.mitigation;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.conclusion = value;
                            else
                                delete message.conclusion;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.individuals = value;
                            else
                                delete message.individuals;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.discovered = value;
                            else
                                delete message.discovered;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return IncidentAssessment;
        })();

        v1.DecideIncidentRequest = (function() {

            /**
             * Properties of a DecideIncidentRequest.
             * @typedef {Object} consilium.v1.DecideIncidentRequest.$Properties
             * @property {number|null} [incident] Its number.
             * @property {consilium.v1.IncidentAcknowledgement.$Properties|null} [acknowledge] Looks into it.
             * @property {consilium.v1.IncidentAssessment.$Properties|null} [assess] Has found this.
             * @property {consilium.v1.IncidentClosing.$Properties|null} [close] Closes it.
             * @property {"acknowledge"|"assess"|"close"} [decision] What.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DecideIncidentRequest.
             * @memberof consilium.v1
             * @interface IDecideIncidentRequest
             * @augments consilium.v1.DecideIncidentRequest.$Properties
             * @deprecated Use consilium.v1.DecideIncidentRequest.$Properties instead.
             */

            /**
             * Narrowed shape of a DecideIncidentRequest.
             * @typedef {{
             *   incident?: number|null;
             *   acknowledge?: consilium.v1.IncidentAcknowledgement.$Shape|null;
             *   assess?: consilium.v1.IncidentAssessment.$Shape|null;
             *   close?: consilium.v1.IncidentClosing.$Shape|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ decision?: undefined; acknowledge?: null; assess?: null; close?: null }|{ decision?: "acknowledge"; acknowledge: consilium.v1.IncidentAcknowledgement.$Shape; assess?: null; close?: null }|{ decision?: "assess"; acknowledge?: null; assess: consilium.v1.IncidentAssessment.$Shape; close?: null }|{ decision?: "close"; acknowledge?: null; assess?: null; close: consilium.v1.IncidentClosing.$Shape })
             * )} consilium.v1.DecideIncidentRequest.$Shape
             */

            /**
             * Constructs a new DecideIncidentRequest.
             * @memberof consilium.v1
             * @classdesc What a person decides about an incident.
             * @constructor
             * @param {consilium.v1.DecideIncidentRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DecideIncidentRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Its number.
             * @member {number} incident
             * @memberof consilium.v1.DecideIncidentRequest
             * @instance
             */
            DecideIncidentRequest.prototype.incident = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Looks into it.
             * @member {consilium.v1.IncidentAcknowledgement.$Properties|null|undefined} acknowledge
             * @memberof consilium.v1.DecideIncidentRequest
             * @instance
             */
            DecideIncidentRequest.prototype.acknowledge = null;

            /**
             * Has found this.
             * @member {consilium.v1.IncidentAssessment.$Properties|null|undefined} assess
             * @memberof consilium.v1.DecideIncidentRequest
             * @instance
             */
            DecideIncidentRequest.prototype.assess = null;

            /**
             * Closes it.
             * @member {consilium.v1.IncidentClosing.$Properties|null|undefined} close
             * @memberof consilium.v1.DecideIncidentRequest
             * @instance
             */
            DecideIncidentRequest.prototype.close = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * What.
             * @member {"acknowledge"|"assess"|"close"|undefined} decision
             * @memberof consilium.v1.DecideIncidentRequest
             * @instance
             */
            $Object.defineProperty(DecideIncidentRequest.prototype, "decision", {
                get: $util.oneOfGetter($oneOfFields = ["acknowledge", "assess", "close"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Creates a new DecideIncidentRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.DecideIncidentRequest
             * @static
             * @param {consilium.v1.DecideIncidentRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.DecideIncidentRequest} DecideIncidentRequest instance
             * @type {{
             *   (properties: consilium.v1.DecideIncidentRequest.$Shape): consilium.v1.DecideIncidentRequest & consilium.v1.DecideIncidentRequest.$Shape;
             *   (properties?: consilium.v1.DecideIncidentRequest.$Properties): consilium.v1.DecideIncidentRequest;
             * }}
             */
            DecideIncidentRequest.create = function(properties) {
                return new DecideIncidentRequest(properties);
            };

            /**
             * Encodes the specified DecideIncidentRequest message. Does not implicitly {@link consilium.v1.DecideIncidentRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.DecideIncidentRequest
             * @static
             * @param {consilium.v1.DecideIncidentRequest.$Properties} message DecideIncidentRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DecideIncidentRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.incident != null && $Object.hasOwnProperty.call(message, "incident") && (typeof message.incident === "object" ? message.incident.low || message.incident.high : message.incident !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.incident);
                if (message.acknowledge != null && $Object.hasOwnProperty.call(message, "acknowledge"))
                    $root.consilium.v1.IncidentAcknowledgement.encode(message.acknowledge, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.assess != null && $Object.hasOwnProperty.call(message, "assess"))
                    $root.consilium.v1.IncidentAssessment.encode(message.assess, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.close != null && $Object.hasOwnProperty.call(message, "close"))
                    $root.consilium.v1.IncidentClosing.encode(message.close, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DecideIncidentRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.DecideIncidentRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.DecideIncidentRequest & consilium.v1.DecideIncidentRequest.$Shape} DecideIncidentRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DecideIncidentRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.DecideIncidentRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.incident = value;
                            else
                                delete message.incident;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.acknowledge = $root.consilium.v1.IncidentAcknowledgement.decode(reader, reader.size(), $undefined, _depth + 1, message.acknowledge);
                            message.decision = "acknowledge";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.assess = $root.consilium.v1.IncidentAssessment.decode(reader, reader.size(), $undefined, _depth + 1, message.assess);
                            message.decision = "assess";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.close = $root.consilium.v1.IncidentClosing.decode(reader, reader.size(), $undefined, _depth + 1, message.close);
                            message.decision = "close";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return DecideIncidentRequest;
        })();

        v1.IncidentAcknowledgement = (function() {

            /**
             * Properties of an IncidentAcknowledgement.
             * @typedef {Object} consilium.v1.IncidentAcknowledgement.$Properties
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an IncidentAcknowledgement.
             * @memberof consilium.v1
             * @interface IIncidentAcknowledgement
             * @augments consilium.v1.IncidentAcknowledgement.$Properties
             * @deprecated Use consilium.v1.IncidentAcknowledgement.$Properties instead.
             */

            /**
             * Shape of an IncidentAcknowledgement.
             * @typedef {consilium.v1.IncidentAcknowledgement.$Properties} consilium.v1.IncidentAcknowledgement.$Shape
             */

            /**
             * Constructs a new IncidentAcknowledgement.
             * @memberof consilium.v1
             * @classdesc Somebody looks into an incident.
             * @constructor
             * @param {consilium.v1.IncidentAcknowledgement.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const IncidentAcknowledgement = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Creates a new IncidentAcknowledgement instance using the specified properties.
             * @function create
             * @memberof consilium.v1.IncidentAcknowledgement
             * @static
             * @param {consilium.v1.IncidentAcknowledgement.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.IncidentAcknowledgement} IncidentAcknowledgement instance
             * @type {{
             *   (properties: consilium.v1.IncidentAcknowledgement.$Shape): consilium.v1.IncidentAcknowledgement & consilium.v1.IncidentAcknowledgement.$Shape;
             *   (properties?: consilium.v1.IncidentAcknowledgement.$Properties): consilium.v1.IncidentAcknowledgement;
             * }}
             */
            IncidentAcknowledgement.create = function(properties) {
                return new IncidentAcknowledgement(properties);
            };

            /**
             * Encodes the specified IncidentAcknowledgement message. Does not implicitly {@link consilium.v1.IncidentAcknowledgement.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.IncidentAcknowledgement
             * @static
             * @param {consilium.v1.IncidentAcknowledgement.$Properties} message IncidentAcknowledgement message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            IncidentAcknowledgement.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an IncidentAcknowledgement message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.IncidentAcknowledgement
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.IncidentAcknowledgement & consilium.v1.IncidentAcknowledgement.$Shape} IncidentAcknowledgement
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            IncidentAcknowledgement.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.IncidentAcknowledgement();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return IncidentAcknowledgement;
        })();

        v1.IncidentClosing = (function() {

            /**
             * Properties of an IncidentClosing.
             * @typedef {Object} consilium.v1.IncidentClosing.$Properties
             * @property {string|null} [reason] Why, for others to read.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an IncidentClosing.
             * @memberof consilium.v1
             * @interface IIncidentClosing
             * @augments consilium.v1.IncidentClosing.$Properties
             * @deprecated Use consilium.v1.IncidentClosing.$Properties instead.
             */

            /**
             * Shape of an IncidentClosing.
             * @typedef {consilium.v1.IncidentClosing.$Properties} consilium.v1.IncidentClosing.$Shape
             */

            /**
             * Constructs a new IncidentClosing.
             * @memberof consilium.v1
             * @classdesc An incident is over.
             * @constructor
             * @param {consilium.v1.IncidentClosing.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const IncidentClosing = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Why, for others to read.
             * @member {string} reason
             * @memberof consilium.v1.IncidentClosing
             * @instance
             */
            IncidentClosing.prototype.reason = "";

            /**
             * Creates a new IncidentClosing instance using the specified properties.
             * @function create
             * @memberof consilium.v1.IncidentClosing
             * @static
             * @param {consilium.v1.IncidentClosing.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.IncidentClosing} IncidentClosing instance
             * @type {{
             *   (properties: consilium.v1.IncidentClosing.$Shape): consilium.v1.IncidentClosing & consilium.v1.IncidentClosing.$Shape;
             *   (properties?: consilium.v1.IncidentClosing.$Properties): consilium.v1.IncidentClosing;
             * }}
             */
            IncidentClosing.create = function(properties) {
                return new IncidentClosing(properties);
            };

            /**
             * Encodes the specified IncidentClosing message. Does not implicitly {@link consilium.v1.IncidentClosing.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.IncidentClosing
             * @static
             * @param {consilium.v1.IncidentClosing.$Properties} message IncidentClosing message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            IncidentClosing.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an IncidentClosing message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.IncidentClosing
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.IncidentClosing & consilium.v1.IncidentClosing.$Shape} IncidentClosing
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            IncidentClosing.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.IncidentClosing();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return IncidentClosing;
        })();

        v1.JoinRequest = (function() {

            /**
             * Properties of a JoinRequest.
             * @typedef {Object} consilium.v1.JoinRequest.$Properties
             * @property {string|null} [site] The site that the invitation names; empty for a person.
             * @property {Uint8Array|null} [token] The secret of the invitation, 20 bytes.
             * @property {string|null} [requestPem] Certificate request (PKCS#10, PEM) of the caller's key, which never travels.
             * @property {string|null} [user] The user that the invitation names; empty for a site.
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a JoinRequest.
             * @memberof consilium.v1
             * @interface IJoinRequest
             * @augments consilium.v1.JoinRequest.$Properties
             * @deprecated Use consilium.v1.JoinRequest.$Properties instead.
             */

            /**
             * Shape of a JoinRequest.
             * @typedef {consilium.v1.JoinRequest.$Properties} consilium.v1.JoinRequest.$Shape
             */

            /**
             * Constructs a new JoinRequest.
             * @memberof consilium.v1
             * @classdesc Who wants to join.
             * @constructor
             * @param {consilium.v1.JoinRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const JoinRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * The site that the invitation names; empty for a person.
             * @member {string} site
             * @memberof consilium.v1.JoinRequest
             * @instance
             */
            JoinRequest.prototype.site = "";

            /**
             * The secret of the invitation, 20 bytes.
             * @member {Uint8Array} token
             * @memberof consilium.v1.JoinRequest
             * @instance
             */
            JoinRequest.prototype.token = $util.newBuffer([]);

            /**
             * Certificate request (PKCS#10, PEM) of the caller's key, which never travels.
             * @member {string} requestPem
             * @memberof consilium.v1.JoinRequest
             * @instance
             */
            JoinRequest.prototype.requestPem = "";

            /**
             * The user that the invitation names; empty for a site.
             * @member {string} user
             * @memberof consilium.v1.JoinRequest
             * @instance
             */
            JoinRequest.prototype.user = "";

            /**
             * Creates a new JoinRequest instance using the specified properties.
             * @function create
             * @memberof consilium.v1.JoinRequest
             * @static
             * @param {consilium.v1.JoinRequest.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.JoinRequest} JoinRequest instance
             * @type {{
             *   (properties: consilium.v1.JoinRequest.$Shape): consilium.v1.JoinRequest & consilium.v1.JoinRequest.$Shape;
             *   (properties?: consilium.v1.JoinRequest.$Properties): consilium.v1.JoinRequest;
             * }}
             */
            JoinRequest.create = function(properties) {
                return new JoinRequest(properties);
            };

            /**
             * Encodes the specified JoinRequest message. Does not implicitly {@link consilium.v1.JoinRequest.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.JoinRequest
             * @static
             * @param {consilium.v1.JoinRequest.$Properties} message JoinRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            JoinRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.site != null && $Object.hasOwnProperty.call(message, "site") && message.site !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.site);
                if (message.token != null && $Object.hasOwnProperty.call(message, "token") && message.token.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.token);
                if (message.requestPem != null && $Object.hasOwnProperty.call(message, "requestPem") && message.requestPem !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.requestPem);
                if (message.user != null && $Object.hasOwnProperty.call(message, "user") && message.user !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.user);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a JoinRequest message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.JoinRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.JoinRequest & consilium.v1.JoinRequest.$Shape} JoinRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            JoinRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.JoinRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.site = value;
                            else
                                delete message.site;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.token = value;
                            else
                                delete message.token;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.requestPem = value;
                            else
                                delete message.requestPem;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.user = value;
                            else
                                delete message.user;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return JoinRequest;
        })();

        v1.JoinResponse = (function() {

            /**
             * Properties of a JoinResponse.
             * @typedef {Object} consilium.v1.JoinResponse.$Properties
             * @property {string|null} [certificatePem] Certificate of the site or user, PEM.
             * @property {string|null} [authoritiesPem] Certificates of the authorities, PEM, newest first; while one follows another, also the change, signed by both (lib/trust).
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a JoinResponse.
             * @memberof consilium.v1
             * @interface IJoinResponse
             * @augments consilium.v1.JoinResponse.$Properties
             * @deprecated Use consilium.v1.JoinResponse.$Properties instead.
             */

            /**
             * Shape of a JoinResponse.
             * @typedef {consilium.v1.JoinResponse.$Properties} consilium.v1.JoinResponse.$Shape
             */

            /**
             * Constructs a new JoinResponse.
             * @memberof consilium.v1
             * @classdesc The caller is admitted.
             * @constructor
             * @param {consilium.v1.JoinResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const JoinResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Certificate of the site or user, PEM.
             * @member {string} certificatePem
             * @memberof consilium.v1.JoinResponse
             * @instance
             */
            JoinResponse.prototype.certificatePem = "";

            /**
             * Certificates of the authorities, PEM, newest first; while one follows another, also the change, signed by both (lib/trust).
             * @member {string} authoritiesPem
             * @memberof consilium.v1.JoinResponse
             * @instance
             */
            JoinResponse.prototype.authoritiesPem = "";

            /**
             * Creates a new JoinResponse instance using the specified properties.
             * @function create
             * @memberof consilium.v1.JoinResponse
             * @static
             * @param {consilium.v1.JoinResponse.$Properties=} [properties] Properties to set
             * @returns {consilium.v1.JoinResponse} JoinResponse instance
             * @type {{
             *   (properties: consilium.v1.JoinResponse.$Shape): consilium.v1.JoinResponse & consilium.v1.JoinResponse.$Shape;
             *   (properties?: consilium.v1.JoinResponse.$Properties): consilium.v1.JoinResponse;
             * }}
             */
            JoinResponse.create = function(properties) {
                return new JoinResponse(properties);
            };

            /**
             * Encodes the specified JoinResponse message. Does not implicitly {@link consilium.v1.JoinResponse.verify|verify} messages.
             * @function encode
             * @memberof consilium.v1.JoinResponse
             * @static
             * @param {consilium.v1.JoinResponse.$Properties} message JoinResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            JoinResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.certificatePem != null && $Object.hasOwnProperty.call(message, "certificatePem") && message.certificatePem !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.certificatePem);
                if (message.authoritiesPem != null && $Object.hasOwnProperty.call(message, "authoritiesPem") && message.authoritiesPem !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.authoritiesPem);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a JoinResponse message from the specified reader or buffer.
             * @function decode
             * @memberof consilium.v1.JoinResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {consilium.v1.JoinResponse & consilium.v1.JoinResponse.$Shape} JoinResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            JoinResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.consilium.v1.JoinResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.certificatePem = value;
                            else
                                delete message.certificatePem;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.authoritiesPem = value;
                            else
                                delete message.authoritiesPem;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return JoinResponse;
        })();

        return v1;
    })();

    return consilium;
})();

export const grpc = $root.grpc = (() => {

    /**
     * Namespace grpc.
     * @exports grpc
     * @namespace
     */
    const grpc = {};

    grpc.health = (function() {

        /**
         * Namespace health.
         * @memberof grpc
         * @namespace
         */
        const health = {};

        health.v1 = (function() {

            /**
             * Namespace v1.
             * @memberof grpc.health
             * @namespace
             */
            const v1 = {};

            v1.HealthCheckRequest = (function() {

                /**
                 * Properties of a HealthCheckRequest.
                 * @typedef {Object} grpc.health.v1.HealthCheckRequest.$Properties
                 * @property {string|null} [service] Fully qualified service name; empty for the whole server.
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a HealthCheckRequest.
                 * @memberof grpc.health.v1
                 * @interface IHealthCheckRequest
                 * @augments grpc.health.v1.HealthCheckRequest.$Properties
                 * @deprecated Use grpc.health.v1.HealthCheckRequest.$Properties instead.
                 */

                /**
                 * Shape of a HealthCheckRequest.
                 * @typedef {grpc.health.v1.HealthCheckRequest.$Properties} grpc.health.v1.HealthCheckRequest.$Shape
                 */

                /**
                 * Constructs a new HealthCheckRequest.
                 * @memberof grpc.health.v1
                 * @classdesc What to check.
                 * @constructor
                 * @param {grpc.health.v1.HealthCheckRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const HealthCheckRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Fully qualified service name; empty for the whole server.
                 * @member {string} service
                 * @memberof grpc.health.v1.HealthCheckRequest
                 * @instance
                 */
                HealthCheckRequest.prototype.service = "";

                /**
                 * Creates a new HealthCheckRequest instance using the specified properties.
                 * @function create
                 * @memberof grpc.health.v1.HealthCheckRequest
                 * @static
                 * @param {grpc.health.v1.HealthCheckRequest.$Properties=} [properties] Properties to set
                 * @returns {grpc.health.v1.HealthCheckRequest} HealthCheckRequest instance
                 * @type {{
                 *   (properties: grpc.health.v1.HealthCheckRequest.$Shape): grpc.health.v1.HealthCheckRequest & grpc.health.v1.HealthCheckRequest.$Shape;
                 *   (properties?: grpc.health.v1.HealthCheckRequest.$Properties): grpc.health.v1.HealthCheckRequest;
                 * }}
                 */
                HealthCheckRequest.create = function(properties) {
                    return new HealthCheckRequest(properties);
                };

                /**
                 * Encodes the specified HealthCheckRequest message. Does not implicitly {@link grpc.health.v1.HealthCheckRequest.verify|verify} messages.
                 * @function encode
                 * @memberof grpc.health.v1.HealthCheckRequest
                 * @static
                 * @param {grpc.health.v1.HealthCheckRequest.$Properties} message HealthCheckRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                HealthCheckRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.service != null && $Object.hasOwnProperty.call(message, "service") && message.service !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.service);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a HealthCheckRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof grpc.health.v1.HealthCheckRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {grpc.health.v1.HealthCheckRequest & grpc.health.v1.HealthCheckRequest.$Shape} HealthCheckRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                HealthCheckRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.grpc.health.v1.HealthCheckRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.service = value;
                                else
                                    delete message.service;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return HealthCheckRequest;
            })();

            v1.HealthCheckResponse = (function() {

                /**
                 * Properties of a HealthCheckResponse.
                 * @typedef {Object} grpc.health.v1.HealthCheckResponse.$Properties
                 * @property {grpc.health.v1.HealthCheckResponse.ServingStatus|null} [status] The state.
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a HealthCheckResponse.
                 * @memberof grpc.health.v1
                 * @interface IHealthCheckResponse
                 * @augments grpc.health.v1.HealthCheckResponse.$Properties
                 * @deprecated Use grpc.health.v1.HealthCheckResponse.$Properties instead.
                 */

                /**
                 * Shape of a HealthCheckResponse.
                 * @typedef {grpc.health.v1.HealthCheckResponse.$Properties} grpc.health.v1.HealthCheckResponse.$Shape
                 */

                /**
                 * Constructs a new HealthCheckResponse.
                 * @memberof grpc.health.v1
                 * @classdesc How it stands.
                 * @constructor
                 * @param {grpc.health.v1.HealthCheckResponse.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const HealthCheckResponse = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * The state.
                 * @member {grpc.health.v1.HealthCheckResponse.ServingStatus} status
                 * @memberof grpc.health.v1.HealthCheckResponse
                 * @instance
                 */
                HealthCheckResponse.prototype.status = 0;

                /**
                 * Creates a new HealthCheckResponse instance using the specified properties.
                 * @function create
                 * @memberof grpc.health.v1.HealthCheckResponse
                 * @static
                 * @param {grpc.health.v1.HealthCheckResponse.$Properties=} [properties] Properties to set
                 * @returns {grpc.health.v1.HealthCheckResponse} HealthCheckResponse instance
                 * @type {{
                 *   (properties: grpc.health.v1.HealthCheckResponse.$Shape): grpc.health.v1.HealthCheckResponse & grpc.health.v1.HealthCheckResponse.$Shape;
                 *   (properties?: grpc.health.v1.HealthCheckResponse.$Properties): grpc.health.v1.HealthCheckResponse;
                 * }}
                 */
                HealthCheckResponse.create = function(properties) {
                    return new HealthCheckResponse(properties);
                };

                /**
                 * Encodes the specified HealthCheckResponse message. Does not implicitly {@link grpc.health.v1.HealthCheckResponse.verify|verify} messages.
                 * @function encode
                 * @memberof grpc.health.v1.HealthCheckResponse
                 * @static
                 * @param {grpc.health.v1.HealthCheckResponse.$Properties} message HealthCheckResponse message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                HealthCheckResponse.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.status != null && $Object.hasOwnProperty.call(message, "status") && message.status !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).int32(message.status);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a HealthCheckResponse message from the specified reader or buffer.
                 * @function decode
                 * @memberof grpc.health.v1.HealthCheckResponse
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {grpc.health.v1.HealthCheckResponse & grpc.health.v1.HealthCheckResponse.$Shape} HealthCheckResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                HealthCheckResponse.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.grpc.health.v1.HealthCheckResponse();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.status = value;
                                else
                                    delete message.status;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Whether calls are served.
                 * @name grpc.health.v1.HealthCheckResponse.ServingStatus
                 * @enum {number}
                 * @property {number} UNKNOWN=0 Not known yet.
                 * @property {number} SERVING=1 Calls are served.
                 * @property {number} NOT_SERVING=2 Calls are refused.
                 * @property {number} SERVICE_UNKNOWN=3 No such service.
                 */
                HealthCheckResponse.ServingStatus = (function() {
                    const valuesById = $Object.create(null), values = $Object.create(valuesById);
                    values[valuesById[0] = "UNKNOWN"] = 0;
                    values[valuesById[1] = "SERVING"] = 1;
                    values[valuesById[2] = "NOT_SERVING"] = 2;
                    values[valuesById[3] = "SERVICE_UNKNOWN"] = 3;
                    return values;
                })();

                return HealthCheckResponse;
            })();

            return v1;
        })();

        return health;
    })();

    return grpc;
})();

export {
  $root as default
};
