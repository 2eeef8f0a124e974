import { createHash } from 'node:crypto';
import { Global, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import sharp from 'sharp';
import { Env } from '../config/env.js';
import { ImageInspector, type InspectionRules } from './image-inspector.js';
import { InspectionModule } from './inspection.module.js';

@Global()
@Module({ providers: [Env], exports: [Env] })
class Environment {}

const rules: InspectionRules = { resize: null, minWidth: 1, minHeight: 1 };

describe('InspectionModule', { timeout: 30_000 }, () => {
  let app: TestingModule;
  beforeAll(async () => (app = await Test.createTestingModule({ imports: [Environment, InspectionModule] }).compile()));
  afterAll(() => app.close());

  it('stores the fetched bytes themselves without a resize', async () => {
    const bytes = await sharp({ create: { width: 30, height: 20, channels: 3, background: 'teal' } })
      .webp()
      .toBuffer();
    const inspection = await app.get(ImageInspector).inspect(bytes, rules);
    expect(inspection).toMatchObject({ accepted: true, image: { format: 'webp', width: 30, height: 20 } });
    expect(inspection.accepted && inspection.image.stored).toBe(bytes);
  });

  it('stores the copy with a resize', async () => {
    const bytes = await sharp({ create: { width: 30, height: 20, channels: 3, background: 'teal' } })
      .png()
      .toBuffer();
    const resize = { mode: 'longest', size: 15, format: 'jpeg', quality: 80 } as const;
    const inspection = await app.get(ImageInspector).inspect(bytes, { ...rules, resize });
    if (!inspection.accepted) throw new Error(inspection.detail);
    const { stored, storedSha256, sha256 } = inspection.image;
    expect(await sharp(stored).metadata()).toMatchObject({ format: 'jpeg', width: 15, height: 10 });
    expect(storedSha256).toBe(createHash('sha256').update(stored).digest('hex'));
    expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('refuses with a reason', async () => {
    const inspection = await app.get(ImageInspector).inspect(Buffer.from('<html></html>'), rules);
    expect(inspection).toEqual({ accepted: false, outcome: 'not_an_image', detail: expect.stringMatching(/start/) });
  });
});
