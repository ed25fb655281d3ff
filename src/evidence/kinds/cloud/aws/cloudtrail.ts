import { z } from 'zod';
import type { Output } from '../output.ts';
import { AwsTime } from './time.ts';

const Trail = z.object({
  Name: z.string().optional(),
  TrailARN: z.string(),
  HomeRegion: z.string().optional(),
  IsMultiRegionTrail: z.boolean().optional(),
  LogFileValidationEnabled: z.boolean().optional(),
  /** Where it has none, every event that manages the account is recorded, and no other. */
  HasCustomEventSelectors: z.boolean().optional(),
  /** Left away where the logs are not encrypted under a key of KMS. */
  KmsKeyId: z.string().optional(),
});
export type Trail = z.infer<typeof Trail>;

const Trails = z.object({ trailList: z.array(Trail) });

/** A trail of several regions is listed in each of them. */
export const cloudtrailTrails: Output<z.infer<typeof Trails>> = {
  what: 'aws cloudtrail describe-trails',
  schema: Trails,
  key: 'trailList',
  per: 'account',
  names: ['Name', 'TrailARN'],
};

const TrailStatus = z.object({
  IsLogging: z.boolean().optional(),
  LatestDeliveryTime: AwsTime.optional(),
  /** Left away, or empty, where the latest delivery went well. */
  LatestDeliveryError: z.string().optional(),
});
export type TrailStatus = z.infer<typeof TrailStatus>;

/** It does not name the trail that was asked about. */
export const cloudtrailStatus: Output<TrailStatus> = {
  what: 'aws cloudtrail get-trail-status',
  schema: TrailStatus,
  key: 'IsLogging',
  per: 'resource',
  names: [],
};

const EventSelector = z.object({
  /** `All`, `ReadOnly` or `WriteOnly`. */
  ReadWriteType: z.string().optional(),
  IncludeManagementEvents: z.boolean().optional(),
  ExcludeManagementEventSources: z.array(z.string()).optional(),
});

const AdvancedEventSelector = z.object({
  FieldSelectors: z.array(z.object({ Field: z.string(), Equals: z.array(z.string()).optional() })),
});

/** Of the two forms a trail has one. */
const EventSelectors = z.object({
  EventSelectors: z.array(EventSelector).optional(),
  AdvancedEventSelectors: z.array(AdvancedEventSelector).optional(),
});
export type EventSelectors = z.infer<typeof EventSelectors>;

export const cloudtrailSelectors: Output<EventSelectors> = {
  what: 'aws cloudtrail get-event-selectors',
  schema: EventSelectors,
  key: null,
  per: 'resource',
  names: [],
};
