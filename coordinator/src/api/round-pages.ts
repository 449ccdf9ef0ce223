import { type consilium, researchService } from '@consilium/proto';

type RoundInfo = consilium.v1.RoundInfo.$Properties;

/** Most bytes of rounds in one message: half of what a message may have, since what is counted here is not all of it. */
const PAGE_BYTES = 2 * 1024 * 1024;

/** Rounds divided into pages that fit a message, in order; at least one page. A round that does not fit by itself has its own. */
export function pages(rounds: readonly RoundInfo[]): readonly RoundInfo[][] {
  const all: RoundInfo[][] = [[]];
  let bytes = 0;
  for (const round of rounds) {
    const size = sizeOf(round);
    if (bytes > 0 && bytes + size > PAGE_BYTES) {
      all.push([]);
      bytes = 0;
    }
    all.at(-1)?.push(round);
    bytes += size;
  }
  return all;
}

/** The last rounds, as many as fit a message; the very last in any case. */
export function newestThatFit(rounds: readonly RoundInfo[]): RoundInfo[] {
  let bytes = 0;
  let from = rounds.length;
  while (from > 0) {
    bytes += sizeOf(rounds[from - 1] ?? {});
    if (bytes > PAGE_BYTES && from < rounds.length) break;
    from--;
  }
  return rounds.slice(from);
}

function sizeOf(round: RoundInfo): number {
  return researchService.methods.getRun.response.encode({ roundInfos: [round] }).finish().length;
}
