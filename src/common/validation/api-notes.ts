/** What a validation decorator cannot know about its property; goes into the OpenAPI schema. */
export interface ApiNotes {
  description?: string;
  example?: unknown;
  default?: unknown;
  required?: boolean;
  nullable?: boolean;
}
