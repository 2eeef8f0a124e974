import { defineEntity, p } from '@mikro-orm/core';
import { base } from '../../../database/base.js';
import { Project } from '../../projects/project.entity.js';

/** An archive that may hold a picture that was taken down. */
export interface HoldingExport {
  id: string;
  format: string;
  /** null: of the whole project. */
  crawl_job_id: string | null;
}

const schema = defineEntity({
  name: 'ImageBlock',
  tableName: 'image_blocks',
  indexes: [{ properties: ['project', 'createdAt', 'id'] }, { properties: ['project', 'sha256'] }],
  properties: {
    ...base,
    project: () => p.manyToOne(Project).ref().deleteRule('cascade'),
    imageId: p.uuid(), // of the tombstone, no foreign key
    sha256: p.string().length(64), // of the bytes as fetched
    urlHashes: p.array(), // SHA-256 of canonical URLs, hex
    phash: p.string().columnType('bit(64)').nullable(), // null: only the same bytes
    distance: p.smallint().nullable(), // bits, with phash
    reason: p.string().length(200),
    exports: p.json<HoldingExport[]>(),
  },
});

/** What a takedown bars from coming back into its project. */
export class ImageBlock extends schema.class {}
schema.setClass(ImageBlock);
