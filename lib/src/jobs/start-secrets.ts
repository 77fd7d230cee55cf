import type { SidecarProps } from '../containers';
import { hasCredentials } from './image';
import type { JobProps } from './job-props';

/** Whether starting the job takes secrets, in whichever of its containers: no other job's agent has to read them. */
export function startsWithSecrets({ secrets, image, sidecars = {}, logRouter, nodes }: JobProps<string>): boolean {
  const containers = [{ secrets, image }, ...Object.values<SidecarProps>(sidecars), ...(nodes?.ranges ?? [])];
  return (
    containers.some((one) => one.secrets !== undefined || (one.image !== undefined && hasCredentials(one.image))) ||
    (logRouter !== undefined && (logRouter.secretOptions !== undefined || hasCredentials(logRouter.image)))
  );
}
