/** What the head of a compressed image says of it, read without decoding anything. */
export interface CodestreamHead {
  readonly width: number;
  readonly height: number;
  readonly samples: number;
  /** Bits of a sample. */
  readonly bits: number;
}
