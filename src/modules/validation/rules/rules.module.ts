import { Module } from '@nestjs/common';
import { FetchingModule } from '../../../fetching/fetching.module.js';
import { AspectRule } from './aspect.rule.js';
import { BlurryRule } from './blurry.rule.js';
import { BrightRule } from './bright.rule.js';
import { DarkRule } from './dark.rule.js';
import { DecodesRule } from './decodes.rule.js';
import { ExactDuplicateRule } from './exact-duplicate.rule.js';
import { FileSizeRule } from './file-size.rule.js';
import { FormatRule } from './format.rule.js';
import { GreyscaleRule } from './greyscale.rule.js';
import { LabelConflictRule } from './label-conflict.rule.js';
import { LicenseRule } from './license.rule.js';
import { LowInformationRule } from './low-information.rule.js';
import { MaxSideRule } from './max-side.rule.js';
import { MinSideRule } from './min-side.rule.js';
import { NearDuplicateRule } from './near-duplicate.rule.js';
import { OddSizeRule } from './odd-size.rule.js';
import { RuleRegistry } from './rule-registry.js';
import { SourceAliveRule } from './source-alive.rule.js';
import type { ValidationRule } from './validation-rule.js';

/** Every rule, in the order of reports. Another one is a file and a line here. */
const RULES = [
  DecodesRule,
  FormatRule,
  MinSideRule,
  MaxSideRule,
  AspectRule,
  FileSizeRule,
  DarkRule,
  BrightRule,
  BlurryRule,
  LowInformationRule,
  ExactDuplicateRule,
  NearDuplicateRule,
  OddSizeRule,
  GreyscaleRule,
  LabelConflictRule,
  LicenseRule,
  SourceAliveRule,
];

@Module({
  imports: [FetchingModule],
  providers: [
    ...RULES,
    { provide: RuleRegistry, useFactory: (...rules: ValidationRule[]) => new RuleRegistry(rules), inject: RULES },
  ],
  exports: [RuleRegistry],
})
export class RulesModule {}
