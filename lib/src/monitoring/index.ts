export type { AlarmRule, AlarmsProps, DepthAlarmRule, DurationAlarmRule } from './alarm-rules';
export type { PlatformAlarms } from './alarms';
export type { DashboardProps, PlatformDashboard } from './dashboard';
export type { DeliveryOptions } from './delivery';
export type { EventHistory, EventHistoryProps } from './event-history';
export type { EventQueueProps } from './event-queue';
export type { BlockedEventOptions, JobEventOptions } from './events';
export { type Monitored, Monitoring } from './monitoring';
export type { EventTarget } from './target';
