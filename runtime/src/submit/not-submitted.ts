import { batchError, type InvalidOption } from '../errors';

/** An error of a submission that was refused before anything was sent, which its message says. */
export const notSubmitted: typeof batchError = (data, message, cause) =>
  batchError(data, `${message}. Nothing was submitted`, cause);

/** As `invalidOption`, before anything was sent. */
export const notSubmittedFor = (option: string, problem: string): InvalidOption =>
  notSubmitted({ code: 'INVALID_OPTION', option }, `${option}: ${problem}`);
