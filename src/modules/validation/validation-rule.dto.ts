import { ApiProperty } from '@nestjs/swagger';
import { VALIDATION_LEVELS, type RuleParameter, type ValidationRule } from './rules/validation-rule.js';

export class RuleParameterDto {
  name: string;
  description: string;
  @ApiProperty({ enum: ['number', 'list'] })
  type: 'number' | 'list';
  /** Of a number, at the levels basic and standard */
  @ApiProperty({ type: Number, nullable: true, example: 0.35 })
  default: number | null;
  /** Of a number, at level strict */
  @ApiProperty({ type: Number, nullable: true, example: 0.35 })
  strict_default: number | null;
  /** Of a list */
  @ApiProperty({ type: [String], nullable: true })
  default_values: readonly string[] | null;
  @ApiProperty({ type: Number, nullable: true })
  minimum: number | null;
  @ApiProperty({ type: Number, nullable: true })
  maximum: number | null;
  /** What a list may contain; null: anything, or it is a number */
  @ApiProperty({ type: [String], nullable: true })
  values: readonly string[] | null;

  static from(parameter: RuleParameter): RuleParameterDto {
    const { name, description, type } = parameter;
    if (parameter.type === 'list') {
      const none = { default: null, strict_default: null, minimum: null, maximum: null };
      return { name, description, type, ...none, default_values: parameter.default, values: parameter.values };
    }
    const { default: usual, strict = usual, minimum, maximum } = parameter;
    const numbers = { default: usual, strict_default: strict, minimum, maximum };
    return { name, description, type, ...numbers, default_values: null, values: null };
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
