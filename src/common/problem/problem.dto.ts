import { ApiProperty } from '@nestjs/swagger';

/** One fault in the request. */
export class FieldErrorDto {
  @ApiProperty({
    type: String,
    required: false,
    description: 'JSON Pointer into the body; empty for the whole body',
    example: '/keywords/0',
  })
  pointer?: string;

  @ApiProperty({ type: String, required: false, description: 'Name of the query or path parameter', example: 'limit' })
  parameter?: string;

  @ApiProperty({ type: String, example: 'max-length' })
  code: string;

  @ApiProperty({ type: String, example: 'must have at most 100 characters' })
  message: string;
}

/** RFC 9457 problem details. Some kinds have further members; see the page that `type` leads to. */
export class ProblemDto {
  @ApiProperty({
    type: String,
    format: 'uri-reference',
    description: 'Identifies the kind of problem',
    example: '/problems/not-found',
  })
  type: string;

  @ApiProperty({ type: String, example: 'Not found' })
  title: string;

  @ApiProperty({ type: 'integer', minimum: 400, maximum: 599, example: 404 })
  status: number;

  @ApiProperty({ type: String, description: 'This occurrence, for people', example: 'Project not found' })
  detail: string;

  @ApiProperty({ type: String, format: 'uri-reference', description: 'Path of the request' })
  instance: string;

  @ApiProperty({ type: String, description: 'Quote it when you report the problem' })
  request_id: string;

  @ApiProperty({ type: [FieldErrorDto], required: false, maxItems: 20 })
  errors?: FieldErrorDto[];
}
