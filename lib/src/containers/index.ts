export { containersProblem } from './check-containers';
export { grantRouterSecrets, type LogRouterProps, type RouterConfig } from './log-router';
export {
  type Dependencies,
  hasSidecars,
  LOG_ROUTER,
  type SidecarProps,
  type TaskProps,
  WORKER,
} from './sidecar-props';
export { ecsProperties, type RenderedTask } from './task';
