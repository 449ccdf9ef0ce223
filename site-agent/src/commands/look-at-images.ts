import type { PixelReason } from '@consilium/deidentify';
import { standardError } from '@consilium/host';
import type { DicomDescription } from '../connectors/dicom/dicom-connector.ts';
import { type SeenImage, seenImages } from '../connectors/dicom/seen-images.ts';
import { heldText } from '../pixels/reason-text.ts';
import { TextReader } from '../pixels/text-reader.ts';

/**
 * Goes through the images of a source, and says on a terminal how far it is: an image in which nobody has looked for text yet takes a second or more.
 *
 * @throws ConsiliumError as {@link seenImages}
 */
export async function lookAtImages(
  source: DicomDescription,
  stateFolder: string,
  visit: (image: SeenImage) => void | Promise<void>,
): Promise<void> {
  const reader = new TextReader();
  const told = (done: number, of: number): void => {
    if (standardError.interactive) standardError.live(`looking for text in pixels: ${done} of ${of} images`);
  };
  try {
    for await (const image of seenImages(source, stateFolder, reader, told)) await visit(image);
  } finally {
    standardError.clear();
    await reader.close();
  }
}

/** {@link lookAtImages}, for those that are held back: how many, by reason. @throws ConsiliumError as {@link seenImages} */
export async function lookAtAll(source: DicomDescription, stateFolder: string): Promise<ReadonlyMap<PixelReason, number>> {
  const held = new Map<PixelReason, number>();
  await lookAtImages(source, stateFolder, ({ reasons }) => {
    for (const reason of reasons) held.set(reason, (held.get(reason) ?? 0) + 1);
  });
  return held;
}

/** How many images are held back, and why. */
export function heldImagesText(held: ReadonlyMap<PixelReason, number>): readonly string[] {
  return [
    'Images that are held back (PIXELS_UNCLEAR), whose patients do not train; one may have several reasons:',
    ...[...held].map(([reason, number]) => `  ${number}: ${heldText(reason)}`),
  ];
}
