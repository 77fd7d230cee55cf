import { ServiceError } from '../service-error';

/** The body ended early, or is not as long as it was to be. */
export const incompleteBody = (what: string): ServiceError =>
  new ServiceError({ status: 400, code: 'IncompleteBody', message: what });

export const tooLarge = (limit: number): ServiceError =>
  new ServiceError({
    status: 413,
    code: 'RequestEntityTooLargeException',
    message: `the body is longer than the ${limit} bytes that this operation takes`,
  });
