import type { Platform } from '@batchwright/model/contract';
import type { BatchOf, BatchWithoutStoreOf } from '../batch';
import type { ConnectOptions, ConnectOptionsWithoutStore, ConnectOptionsWithStore } from './options';

export function connect<P extends Platform<string, string> = Platform<string, string>>(
  options: ConnectOptionsWithStore,
): Promise<BatchOf<P>>;
export function connect<P extends Platform<string, string> = Platform<string, string>>(
  options?: ConnectOptionsWithoutStore,
): Promise<BatchWithoutStoreOf<P>>;
export async function connect(_options: ConnectOptions = {}): Promise<never> {
  throw new Error('written next');
}
