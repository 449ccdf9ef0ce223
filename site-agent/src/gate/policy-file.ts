import { readFileSync } from 'node:fs';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { parseYaml, readFileIfPresent, readOwnFile, writeFileDurably } from '@consilium/host';
import { type Document, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type budgetSchema, type Policy, policySchema } from './policy-schema.ts';
import { POLICY_TEMPLATE } from './policy-template.ts';

/** Reads and checks a policy. @throws ConsiliumError `CONFIG_INVALID` with `file:line:column` for every problem, `FILE_UNREADABLE`, `FILE_UNSAFE` */
export function readPolicy(path: string): Policy {
  return parsePolicy(path, policyText(path));
}

/**
 * {@link readPolicy} for a reader that asks again and again, as others please: the file is read every time, and only another text is parsed.
 */
export function policyReader(path: string): () => Policy {
  let last: { readonly text: string; readonly policy: Policy } | undefined;
  return () => {
    const text = policyText(path);
    if (last?.text !== text) last = { text, policy: parsePolicy(path, text) };
    return last.policy;
  };
}

function policyText(path: string): string {
  let text: string | undefined;
  try {
    text = readOwnFile(path)?.toString('utf8');
  } catch (error) {
    throw fromUnknown(error, path);
  }
  if (text === undefined) throw new ConsiliumError({ code: 'FILE_UNREADABLE', message: `${path}: there is no such file` });
  return text;
}

function parsePolicy(path: string, text: string): Policy {
  return parseYaml(text, policySchema, path, 'CONFIG_INVALID').value;
}

/** Writes the policy that a new agent starts from, unless there is one already. */
export function createPolicyFile(path: string): void {
  try {
    if (readFileIfPresent(path) === undefined) writeFileDurably(path, POLICY_TEMPLATE);
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

/** Adds a study to `allowedStudies`; nothing changes when it is there. Comments stay. @throws as {@link readPolicy} */
export function allowStudy(path: string, study: string): void {
  edit(path, (document, policy) => {
    if (!policy.allowedStudies.includes(study))
      document.setIn(['allowedStudies'], document.createNode([...policy.allowedStudies, study]));
  });
}

/** Takes a study out of `allowedStudies`. Comments stay. @throws as {@link readPolicy} */
export function disallowStudy(path: string, study: string): void {
  edit(path, (document, policy) => {
    document.setIn(['allowedStudies'], document.createNode(policy.allowedStudies.filter((allowed) => allowed !== study)));
  });
}

/** Sets the budget of a population. Comments stay. @throws as {@link readPolicy} */
export function setBudget(path: string, population: string, budget: z.input<typeof budgetSchema>): void {
  edit(path, (document, policy) => {
    document.setIn(['budgets'], document.createNode({ ...policy.budgets, [population]: { ...budget } }));
  });
}

/** Changes the file by a command instead of by hand: only from a valid policy to a valid one, whole or not at all. */
function edit(path: string, change: (document: Document, policy: Policy) => void): void {
  const policy = readPolicy(path);
  const document = parseDocument(readFileSync(path, 'utf8'));
  change(document, policy);
  const text = document.toString({ lineWidth: 120 });
  try {
    parseYaml(text, policySchema, path, 'CONFIG_INVALID');
  } catch (error) {
    // The file is as it was; its lines would mislead.
    const issue = (error as Error).message.split('\n')[0]?.replace(/^.*?:\d+:\d+ /, '');
    throw new ConsiliumError({ code: 'PARAMETER_INVALID', message: `the policy cannot take this: ${issue}`, cause: error });
  }
  try {
    writeFileDurably(path, text);
  } catch (error) {
    throw fromUnknown(error, path);
  }
}
