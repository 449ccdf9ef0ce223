/** What a coordinator answers to a request for a certificate. */
export interface IssuedAnswer {
  /** Empty when refused. */
  readonly certificatePem: string;
  /** Why there is none, in words that were read as a coordinator's. */
  readonly refused: string | undefined;
}

/** The identity of an agent while it lives, as its sessions meet it. */
export interface Renewals {
  /** A session is about to be opened: the identity that it shows is chosen. @throws ConsiliumError what is wrong with the folder */
  dialling(): void;
  /** The coordinator has welcomed the identity that was shown: the one before it is no longer needed. */
  welcomed(): void;
  /** A session was refused or ended so. */
  refused(error: unknown): void;
  /** Takes in what the coordinator says of authorities, as far as those believed so far have signed it. */
  authorities(pem: string): void;
  /** A certificate request (PEM), where it is time for one; what nears its end is said in the log. */
  request(): Promise<string | undefined>;
  /** Takes in an answer. Resolves to whether the next session is to be opened now, with what came. */
  issued(answer: IssuedAnswer): boolean;
}
