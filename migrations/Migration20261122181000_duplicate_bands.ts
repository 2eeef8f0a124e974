import { Migration } from '@mikro-orm/migrations';

const BANDS = [1, 2, 3, 4];

/** The whole hash beside each band: the indexes alone tell what is near. */
export class Migration20261122181000_duplicate_bands extends Migration {
  override name = 'Migration20261122181000_duplicate_bands';

  override up(): void {
    for (const band of BANDS) this.indexBand(band, ', "phash"');
  }

  override down(): void {
    for (const band of BANDS) this.indexBand(band, '');
  }

  private indexBand(band: number, more: string): void {
    this.addSql(`drop index "images_phash_band_${band}";`);
    this.addSql(
      `create index "images_phash_band_${band}" on "images" ("project_id", (substring("phash" from ${16 * band - 15} for 16))${more});`,
    );
  }
}
