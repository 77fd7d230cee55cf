/**
 * A user in a container: a name or a number, and after a colon a group. The service has a pattern for it, which it does not
 * publish; this is what names of Linux may be. Source: refusal on record for `$(id`; ECS API reference, `user`.
 */
export const isContainerUser = (user: string): boolean => /^[A-Za-z0-9_][\w.-]*(:[A-Za-z0-9_][\w.-]*)?$/.test(user);

/** Id of an EFS file system. Source: refusal on record. */
export const isFileSystemId = (id: string): boolean => /^fs-[0-9a-f]+$/.test(id);

/** Name of a service account of Kubernetes: a DNS subdomain. Source: Kubernetes, "Service Accounts". */
export const isServiceAccount = (name: string): boolean =>
  name.length <= 253 && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/.test(name);
