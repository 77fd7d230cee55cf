/**
 * A task of Fargate with Linux is billed by the second, for a minute at least, from the pull of its image to its end.
 * Source: AWS Fargate pricing, "Duration".
 */
export const FARGATE_LEAST_SECONDS = 60;

/** How far back EC2 tells Spot prices. Source: EC2 API reference, `DescribeSpotPriceHistory`. */
export const SPOT_HISTORY_DAYS = 90;

/** The product of Linux instances in Spot prices. Source: EC2 API reference, `SpotPrice.productDescription`. */
export const SPOT_PRODUCT = 'Linux/UNIX';

/** Attribute of a container instance with its instance type. Source: ECS Developer Guide, "Container instance attributes". */
export const INSTANCE_TYPE_ATTRIBUTE = 'ecs.instance-type';
/** Attribute of a container instance with its Availability Zone. Source: as above. */
export const ZONE_ATTRIBUTE = 'ecs.availability-zone';
/** Most container instances of one `DescribeContainerInstances`. Source: ECS API reference. */
export const CONTAINER_INSTANCES_A_CALL = 100;
