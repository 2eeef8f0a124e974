import { ApiProperty } from '@nestjs/swagger';
import { defaultOf } from './rule-settings.js';
import { VALIDATION_LEVELS, type RuleParameter, type ValidationRule } from './rules/validation-rule.js';

const value = { oneOf: [{ type: 'number' }, { type: 'array', items: { type: 'string' } }] };

export class RuleParameterDto {
  name: string;
  description: string;
  @ApiProperty({ enum: ['number', 'list'] })
  type: 'number' | 'list';
  /** At the levels basic and standard */
  @ApiProperty({ ...value, example: 0.35 })
  default: number | readonly string[];
  /** At level strict */
  @ApiProperty({ ...value, example: 0.35 })
  strict_default: number | readonly string[];
  @ApiProperty({ type: Number, nullable: true })
  minimum: number | null;
  @ApiProperty({ type: Number, nullable: true })
  maximum: number | null;
  /** What a list may contain; null: anything, or it is a number */
  @ApiProperty({ type: [String], nullable: true })
  values: readonly string[] | null;

  static from(parameter: RuleParameter): RuleParameterDto {
    const { name, description, type } = parameter;
    const bounds =
      parameter.type === 'number'
        ? { minimum: parameter.minimum, maximum: parameter.maximum, values: null }
        : { minimum: null, maximum: null, values: parameter.values };
    const strict = defaultOf(parameter, 'strict');
    return { name, description, type, default: parameter.default, strict_default: strict, ...bounds };
  }
}

export class ValidationRuleDto {
  name: string;
  /** What is wrong with images that fail */
  description: string;
  /** The lowest level that has it */
  @ApiProperty({ enum: VALIDATION_LEVELS })
  level: string;
  /** Of the measured value */
  unit: string;
  /** Where the default limits come from */
  origin: string;
  @ApiProperty({ type: [RuleParameterDto] })
  parameters: RuleParameterDto[];

  static from({ name, description, level, unit, origin, parameters }: ValidationRule): ValidationRuleDto {
    return {
      name,
      description,
      level,
      unit,
      origin,
      parameters: parameters.map((each) => RuleParameterDto.from(each)),
    };
  }
}

export class ValidationRuleListDto {
  /** From the least to the most; each has the rules of those before it */
  @ApiProperty({ enum: VALIDATION_LEVELS, isArray: true })
  levels: readonly string[];
  @ApiProperty({ type: [ValidationRuleDto] })
  data: ValidationRuleDto[];
}
