/** Something that happened to a resource. Subclasses are named in the past tense and belong to the module that emits them. */
export abstract class DomainEvent {
  /** `resource.verb`, for example `crawl_job.paused`. */
  abstract readonly action: string;
  abstract readonly resourceType: string;

  constructor(
    /** The owner of the resource, whose activity log keeps it. */
    readonly userId: string,
    readonly resourceId: string,
    /** Plain values only; changes as `{ field: { from, to } }`. */
    readonly metadata: Record<string, unknown> = {},
  ) {}
}
