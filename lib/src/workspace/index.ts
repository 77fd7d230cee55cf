export { Workspace, type WorkspaceProps } from './workspace';
