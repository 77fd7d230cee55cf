export type { AlarmRule, AlarmsProps, DurationAlarmRule, PlatformAlarms } from './alarms';
export type { DeliveryOptions } from './delivery';
export type { BlockedEventOptions, JobEventOptions } from './events';
export { type Monitored, Monitoring } from './monitoring';
export type { EventTarget } from './target';
