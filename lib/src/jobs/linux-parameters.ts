import * as batch from 'aws-cdk-lib/aws-batch';
import type { Construct } from 'constructs';
import type { ContainerProps } from './container-props';

/** What of a container its Linux is told; nothing if nothing is asked for. */
export function linuxParameters(
  scope: Construct,
  id: string,
  { init, sharedMemory, tmpfs = [], devices = [] }: ContainerProps,
): batch.LinuxParameters | undefined {
  if (init !== true && sharedMemory === undefined && tmpfs.length + devices.length === 0) return undefined;
  const parameters = new batch.LinuxParameters(scope, id, {
    ...(init === true ? { initProcessEnabled: true } : {}),
    ...(sharedMemory === undefined ? {} : { sharedMemorySize: sharedMemory }),
  });
  parameters.addTmpfs(...tmpfs);
  parameters.addDevices(...devices);
  return parameters;
}
