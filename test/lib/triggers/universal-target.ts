import type { SubmitJobCommandInput } from '@aws-sdk/client-batch';

/** Members of a request that are maps: their keys are data, which the target leaves as they are. */
const MAPS = new Set(['Tags', 'Parameters']);

/** What EventBridge Scheduler puts in place of its keywords. */
export const CONTEXT = {
  '<aws.scheduler.scheduled-time>': '2026-03-22T18:59:43Z',
  '<aws.scheduler.schedule-arn>': 'arn:aws:scheduler:us-east-1:000000000000:schedule/default/nightly',
  '<aws.scheduler.execution-id>': 'd32c5kddcf5bb8c3',
  '<aws.scheduler.attempt-number>': '1',
} as const;

/**
 * What the universal target `aws-sdk:batch:submitJob` sends for an input: keywords are replaced in the text, the text is
 * read as JSON, and members with a capital become the SDK's.
 */
export function submittedBy(input: string): SubmitJobCommandInput {
  const text = Object.entries(CONTEXT).reduce((so, [keyword, value]) => so.replaceAll(keyword, value), input);
  return members(JSON.parse(text)) as SubmitJobCommandInput;
}

export function members(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(members);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => {
      if (!/^[A-Z]/.test(key)) throw new Error(`the universal target wants a capital: ${key}`);
      return [`${key.charAt(0).toLowerCase()}${key.slice(1)}`, MAPS.has(key) ? part : members(part)];
    }),
  );
}
