export { nodesProblem } from './check-nodes';
export { adviseOnPlacement, connectNodes } from './connect-nodes';
export { groupsOf, type NodeGroup, nodeGroups, targetNodes } from './node-groups';
export type { NodeRange, NodesProps } from './nodes-props';
