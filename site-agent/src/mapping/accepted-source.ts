import type { Source } from '../connectors/source.ts';
import { mappedSource } from './mapped-source.ts';
import { entryHash, sourceChanged, sourceGone, type SourcesFile } from './sources-file.ts';

/**
 * A source by the rules of its entry in `sources.yaml`, as long as these are the ones that were accepted.
 *
 * @throws ConsiliumError `SOURCE_CHANGED`, `CONFIG_INVALID`
 */
export function acceptedSource(source: Source, file: SourcesFile, dataset: string, accepted: string): Source {
  // Before it is read: an edit on the way shows later as one.
  const stamp = file.stamp();
  const entry = file.entry(dataset);
  if (entry === undefined) throw sourceGone(dataset);
  if (entryHash(entry) !== accepted) throw sourceChanged(dataset, 'somebody changed the entry');
  const mapped = mappedSource(source, entry);
  return {
    ...mapped,
    read(columns) {
      const reading = mapped.read(columns);
      return { ...reading, isCurrent: () => reading.isCurrent() && file.stamp() === stamp };
    },
  };
}
