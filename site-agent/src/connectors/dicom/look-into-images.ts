import { TextReader } from '../../pixels/text-reader.ts';
import type { SourceDescription } from '../source-description.ts';
import { seenImages } from './seen-images.ts';

/** Lets a program look for text in the images of a source, where it has any and none has looked: without that none of them is used. @throws ConsiliumError as {@link seenImages} */
export async function lookIntoImages(source: SourceDescription, stateFolder: string): Promise<void> {
  if (source.kind !== 'dicom') return;
  const reader = new TextReader();
  try {
    for await (const _ of seenImages(source, stateFolder, reader));
  } finally {
    await reader.close();
  }
}
