import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderSummary, type SummaryNotes } from '@batchwright/model/review';
import { type Json, templateOf } from '@batchwright/model/template';
import { type ISynthesisSession, Stack, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { acknowledgedAt, findingId } from '../checks';
import { pathsOf } from './paths';

/** Set to `false` in the app's context, no summaries are written. */
export const SUMMARY_CONTEXT = 'batchwright:summary';

/** Where the CDK looks whether a construct has something of its own to synthesize; it comes after all that is below it. */
const CUSTOM_SYNTHESIS = Symbol.for('@aws-cdk/core:customSynthesis');

const summarized = new WeakMap<Stage, Set<Stack>>();

/**
 * Has a summary of the construct's stack written beside its template: `<stack>.batchwright.md`, once the template is there.
 * Nothing is written where the app or Stage synthesizes something of its own already, or its context says so.
 */
export function summarize(at: IConstruct): void {
  const stage = Stage.of(at);
  if (stage === undefined || [false, 'false'].includes(at.node.tryGetContext(SUMMARY_CONTEXT))) return;
  const known = summarized.get(stage);
  if (known !== undefined) {
    known.add(Stack.of(at));
    return;
  }
  if (Object.hasOwn(stage, CUSTOM_SYNTHESIS)) return;
  const stacks = new Set([Stack.of(at)]);
  summarized.set(stage, stacks);
  Object.defineProperty(stage, CUSTOM_SYNTHESIS, {
    value: {
      onSynthesize: (session: ISynthesisSession) => stacks.forEach((stack) => void write(stack, session.outdir)),
    },
    enumerable: false,
  });
}

function write(stack: Stack, directory: string): void {
  const file = join(directory, stack.templateFile);
  const read = templateOf(JSON.parse(readFileSync(file, 'utf8')) as Json, stack.node.path);
  // A template that uses what is not read here, as functions that make resources, has no summary.
  if (!read.ok) return;
  const summary = read.templates.map((template) => renderSummary(template, notesOf(stack))).join('\n');
  writeFileSync(file.replace(/\.template\.json$/, '.batchwright.md'), summary);
}

function notesOf(stack: Stack): SummaryNotes {
  const all = stack.node.findAll().filter((at) => Stack.of(at) === stack);
  const prefix = findingId('');
  const findings = all.flatMap(({ node }) =>
    node.metadata.flatMap(({ type, data }) => {
      const severity = SEVERITIES[type];
      const text = String(data);
      return severity === undefined || !text.includes(prefix) ? [] : [{ path: node.path, severity, text }];
    }),
  );
  const acknowledged = all.flatMap(acknowledgedAt).filter(({ id }) => id.startsWith(prefix));
  const unique = <Item>(items: readonly Item[]): readonly Item[] => [
    ...new Map(items.map((item) => [JSON.stringify(item), item])).values(),
  ];
  return { paths: pathsOf(stack), findings: unique(findings), acknowledged: unique(acknowledged) };
}

const SEVERITIES: Readonly<Record<string, 'warning' | 'info'>> = {
  'aws:cdk:warning': 'warning',
  'aws:cdk:info': 'info',
};
