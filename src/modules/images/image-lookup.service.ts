import { Injectable } from '@nestjs/common';
import { ServiceUnavailable, ValidationFailed } from '../../common/problem/problems.js';
import { ImageInspector, InspectorUnavailable } from '../../inspection/image-inspector.js';
import { ImageBlocksService } from './blocks/image-blocks.service.js';
import { NearLookup, type NearImage } from './duplicates/near-lookup.js';
import { orientationsOf } from './duplicates/orientations.js';
import type { LookupImageDto, SimilarImagesQueryDto } from './image-lookup.dto.js';
import { ImageReaderService } from './image-reader.service.js';
import type { ImageRow } from './image.row.js';
import { ImageScopes } from './image-scope.js';
import { ImagesRepository } from './images.repository.js';
import { WorkLimit } from './work-limit.js';

const MATCHES = 20;
const UPLOADS_AT_A_TIME = 2;

export interface SimilarImage {
  distance: number;
  image: ImageRow;
}

export interface LookupResult {
  sha256: string | null;
  phash: string | null;
  exact: ImageRow[];
  near: SimilarImage[];
  blocked: string | null;
}

interface Hashes {
  sha256: string | null;
  phash: string | null;
}

/** Answers whether a picture is in a project already. */
@Injectable()
export class ImageLookupService {
  private readonly uploads = new WorkLimit(UPLOADS_AT_A_TIME);

  constructor(
    private readonly reader: ImageReaderService,
    private readonly images: ImagesRepository,
    private readonly scopes: ImageScopes,
    private readonly lookup: NearLookup,
    private readonly blocks: ImageBlocksService,
    private readonly inspector: ImageInspector,
  ) {}

  /** Those of its project that look alike, nearest first, itself left out. Throws NotFound. */
  async similar(userId: string, id: string, { distance, limit, orientations }: SimilarImagesQueryDto) {
    const { project_id: projectId, phash } = await this.reader.get(userId, id);
    const found = await this.lookup.near(projectId, looksOf(phash, orientations), distance, limit + 2);
    const others = found.filter((near) => near.id !== id);
    return { data: await this.read(userId, projectId, others.slice(0, limit)), has_more: others.length > limit };
  }

  /** Throws NotFound, and ValidationFailed when the file is no picture that we take. */
  async find(userId: string, projectId: string, request: LookupImageDto): Promise<LookupResult> {
    await this.scopes.require(userId, { projectId });
    const { sha256 = null, phash = null, file } = request;
    if (sha256 === null && phash === null && file === undefined)
      throw ValidationFailed.pointer('', 'required', 'needs sha256, phash or file');
    const computed = file === undefined ? { sha256: null, phash: null } : await this.inspect(file);
    if (sha256 !== null && computed.sha256 !== null && sha256 !== computed.sha256)
      throw ValidationFailed.pointer('/sha256', 'mismatch', 'is not that of the file; give one of them');
    const wanted: Hashes = { sha256: sha256 ?? computed.sha256, phash: phash ?? computed.phash };
    return { ...wanted, ...(await this.matches(userId, projectId, wanted, request)) };
  }

  private async matches(
    userId: string,
    projectId: string,
    { sha256, phash }: Hashes,
    { distance = 0, orientations }: LookupImageDto,
  ) {
    const looks = phash === null ? [] : looksOf(phash, orientations);
    const found = await this.lookup.near(projectId, looks, distance, MATCHES);
    // a block is of bytes, and of looks where that was asked: what was not given matches none
    const sha256s = sha256 === null ? [] : [sha256, ...(await this.images.fetchedAs(userId, projectId, sha256))];
    const blocked = await this.blocks.ofHashes(projectId, { sha256s, phash });
    return {
      exact: await this.images.sameBytes(userId, projectId, sha256s, MATCHES),
      near: await this.read(userId, projectId, found),
      blocked: blocked?.text ?? null,
    };
  }

  private async read(userId: string, projectId: string, found: readonly NearImage[]): Promise<SimilarImage[]> {
    const rows = await this.images.among(
      userId,
      projectId,
      found.map(({ id }) => id),
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    return found.flatMap(({ id, distance }) => {
      const image = byId.get(id);
      return image ? [{ distance, image }] : [];
    });
  }

  private async inspect(file: string): Promise<Hashes> {
    const bytes = Buffer.from(file, 'base64');
    try {
      const rules = { resize: null, minWidth: 1, minHeight: 1 };
      const inspection = await this.uploads.run(() => this.inspector.inspect(bytes, rules));
      if (inspection.accepted) return inspection.image;
      throw ValidationFailed.pointer('/file', inspection.outcome, `is no picture that we take: ${inspection.detail}`);
    } catch (error) {
      if (error instanceof InspectorUnavailable) throw new ServiceUnavailable(10, error);
      throw error;
    }
  }
}

const looksOf = (phash: string, orientations = false): string[] => (orientations ? orientationsOf(phash) : [phash]);
