/**
 * Errors of single ids in the answers of CancelJobs and TerminateJobs. Source: API reference, `CancelJobsErrorDetail`
 * (SDK 3.1138). An id that is not known is no error: it is reported among the successful ones.
 */
export const BULK_ERRORS = {
  malformedId: 'ValidationException',
  refused: 'ClientException',
  throttled: 'ThrottlingException',
  server: 'ServerException',
  denied: 'AccessDenied',
} as const;
export type BulkError = (typeof BULK_ERRORS)[keyof typeof BULK_ERRORS];

/** Seen ids are version 4 UUIDs, with `:index` for a child and `#node` for a node; the rule itself is not documented. */
export const isJobId = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}([:#]\d+)?$/i.test(text);

/** Ours. */
export const malformedJobId = (id: string): string => `Job id ${id} is not valid.`;
