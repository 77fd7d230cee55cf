import { DELIVERY_LIMITS } from '@batchwright/model/service';
import type { Duration } from 'aws-cdk-lib';
import { type Problem, seconds, wholeNumber } from '../checks';

/** How hard EventBridge tries to deliver. What cannot be delivered is kept in the platform's dead-letter queue. */
export interface DeliveryOptions {
  /**
   * How often a delivery is tried again: 0 to 185.
   *
   * @default 185
   */
  readonly retryAttempts?: number | undefined;
  /**
   * How old an event may get before delivery is given up: 1 minute to 24 hours.
   *
   * @default Duration.hours(24)
   */
  readonly maxEventAge?: Duration | undefined;
}

export function deliveryProblem({ retryAttempts, maxEventAge }: DeliveryOptions): Problem | undefined {
  return (
    (retryAttempts === undefined
      ? undefined
      : wholeNumber('retryAttempts', retryAttempts, DELIVERY_LIMITS.retryAttempts)) ??
    (maxEventAge === undefined ? undefined : seconds('maxEventAge', maxEventAge, DELIVERY_LIMITS.eventAgeSeconds))
  );
}

/** Only what differs from EventBridge's own: a rule in the template is long enough. */
export const retryPolicy = ({ retryAttempts, maxEventAge }: DeliveryOptions) =>
  retryAttempts === undefined && maxEventAge === undefined
    ? {}
    : {
        retryPolicy: {
          maximumRetryAttempts: retryAttempts ?? DELIVERY_LIMITS.retryAttempts.max,
          maximumEventAgeInSeconds: maxEventAge?.toSeconds() ?? DELIVERY_LIMITS.eventAgeSeconds.max,
        },
      };
