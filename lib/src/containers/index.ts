export { containersProblem } from './check-containers';
export { grantRouterSecrets, type LogRouterProps, type RouterConfig } from './log-router';
export {
  type ContainersProps,
  type Dependencies,
  hasSidecars,
  LOG_ROUTER,
  type SidecarProps,
  WORKER,
} from './sidecar-props';
export { ecsProperties, type RenderedTask, writeTimeouts } from './task';
