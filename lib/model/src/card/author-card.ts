import { ConsiliumError } from '@consilium/core';
import { readYamlFile } from '@consilium/host';
import { parse } from 'yaml';
import { z } from 'zod';
import { type AttributeName, DERIVED_ATTRIBUTES, SOURCE_ATTRIBUTES } from './source-attributes.ts';

/** Longest text of one attribute. */
const MOST_CHARACTERS = 4000;

/** What the people who made a model say of it, by the names of {@link SOURCE_ATTRIBUTES}. */
export type AuthorCard = Readonly<Partial<Record<AttributeName, string>>>;

/** Attributes that people state. */
const STATED = SOURCE_ATTRIBUTES.map(({ name }) => name).filter((name) => !DERIVED_ATTRIBUTES.some((one) => one === name));

const cardSchema = z.strictObject(
  Object.fromEntries(STATED.map((name) => [name, z.string().trim().min(1).max(MOST_CHARACTERS).optional()])),
);

/** Reads a file with texts of people. @throws ConsiliumError `CONFIG_INVALID` for an unknown, empty or derived attribute, `FILE_UNREADABLE` */
export function readAuthorCard(path: string): AuthorCard {
  return readYamlFile(path, cardSchema, 'CONFIG_INVALID').value as AuthorCard;
}

const writtenSchema = z.object({
  attributes: z.array(z.object({ name: z.string(), text: z.string().nullable(), from: z.string() })),
});

/** What people have stated of a model, out of the card of its dossier. @param text of `card.yaml` @throws ConsiliumError `DOSSIER_ALTERED` for no card */
export function authorOfCard(text: string): AuthorCard {
  let cause: unknown;
  try {
    const { attributes } = writtenSchema.parse(parse(text));
    const stated = attributes.filter(({ from }) => from === 'author').map((one) => [one.name, one.text]);
    return cardSchema.parse(Object.fromEntries(stated)) as AuthorCard;
  } catch (error) {
    cause = error;
  }
  throw new ConsiliumError({ code: 'DOSSIER_ALTERED', message: 'card.yaml is no card of a model', cause });
}
