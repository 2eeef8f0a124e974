import { getMetadataStorage, type ValidationArguments } from 'class-validator';
import { glob } from 'node:fs/promises';
import { resolve } from 'node:path';

/** The library's own kinds, which have no words of ours: see field-errors.ts. */
const KINDS = ['conditionalValidation', 'nestedValidation', 'whitelistValidation'];

type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

function wordsOf({ message, constraintCls, propertyName, constraints }: Metadata): string {
  const args: ValidationArguments = {
    value: undefined,
    constraints,
    targetName: '',
    object: {},
    property: propertyName,
  };
  if (typeof message === 'function') return message(args);
  if (message) return message;
  const [rule] = getMetadataStorage().getTargetValidatorConstraints(constraintCls);
  return rule?.instance.defaultMessage?.(args) ?? '';
}

describe('what a request is told that breaks a rule', () => {
  it('are words of ours after the name of the property', { timeout: 60_000 }, async () => {
    const root = resolve(import.meta.dirname, '../..');
    const faults: string[] = [];
    let rules = 0;
    for await (const file of glob('**/*.dto.ts', { cwd: root })) {
      const module: Record<string, unknown> = await import(resolve(root, file));
      for (const dto of Object.values(module).filter((each) => typeof each === 'function'))
        for (const metadata of getMetadataStorage().getTargetValidationMetadatas(dto, '', true, false)) {
          if (KINDS.includes(metadata.type)) continue;
          rules += 1;
          const words = wordsOf(metadata);
          if (!/^(?:must|is|has|needs) /.test(words) || /\$|\b1 \w+s\b/.test(words))
            faults.push(`${dto.name}.${metadata.propertyName}: ${words}`);
        }
    }
    expect(rules).toBeGreaterThan(100);
    expect([...new Set(faults)]).toEqual([]);
  });
});
