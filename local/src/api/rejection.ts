/**
 * The service refuses what it was asked for: HTTP 400, `ClientException`. Many of its messages come wrapped in a
 * sentence with the request's id, others bare; callers have to match on parts either way.
 */
export class Rejection extends Error {
  constructor(
    message: string,
    readonly code: 'ClientException' | 'SerializationException' = 'ClientException',
    readonly wrapped = false,
  ) {
    super(message);
  }
}
Object.defineProperty(Rejection.prototype, 'name', { value: 'Rejection' });

/** A refusal whose text the service wraps: checks of the request's own members. */
export const invalid = (message: string): Rejection => new Rejection(message, 'ClientException', true);

/** A refusal whose text comes bare: what does not exist, what is in use. */
export const refused = (message: string): Rejection => new Rejection(message);

/** A part of the service that is real, and that is not served here. */
export class NotServed extends Error {}
Object.defineProperty(NotServed.prototype, 'name', { value: 'NotServed' });

export const wrap = (message: string, requestId: string): string =>
  `Error executing request, Exception : ${message}, RequestId: ${requestId}`;
