export { announce, type ConnectFlags, connectTo, withConnectFlags } from './connection';
export { chooseLocal, environmentOf, type RunningLocal, recordRunning, runningLocals, shellLines } from './running';
