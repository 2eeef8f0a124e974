import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Scopes } from '../../common/auth/auth.decorators.js';
import { VALIDATION_LEVELS } from './rules/validation-rule.js';
import { ValidationJobsService } from './validation-jobs.service.js';
import { ValidationRuleDto, ValidationRuleListDto } from './validation-rule.dto.js';

@ApiTags('validation')
@Controller('validation-rules')
export class ValidationRulesController {
  constructor(private readonly validations: ValidationJobsService) {}

  /** List the validation rules with their levels, units, parameters and where the limits come from */
  @Get()
  @Scopes('images:read')
  listValidationRules(): ValidationRuleListDto {
    const data = this.validations.rules().map((rule) => ValidationRuleDto.from(rule));
    return { levels: VALIDATION_LEVELS, data };
  }
}
