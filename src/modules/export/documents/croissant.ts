import type { ArchiveEntry } from '../archive/archive-entry.js';
import type { CardSubject } from './dataset-card.js';
import { CROISSANT_CONTEXT } from './croissant-context.js';
import { croissantFields } from './croissant-records.js';
import { SPLITS } from '../selection/split.js';

const MANIFEST = 'manifest.jsonl';
const SPLIT_TYPES = { train: 'cr:TrainingSplit', validation: 'cr:ValidationSplit', test: 'cr:TestSplit' };

/** croissant.json: Croissant 1.1 with responsible-AI and provenance terms. `manifest` is its file in the same archive. */
export function croissant(subject: CardSubject, manifest: Pick<ArchiveEntry, 'size' | 'sha256'>): string {
  const { title, facts, layout, classes } = subject;
  const [from, to] = [facts.first, facts.last].map((time) => new Date(time).toISOString().slice(0, 19));
  const splits = SPLITS.filter((split) => facts.splits.has(split));
  const document = {
    '@context': CROISSANT_CONTEXT,
    '@type': 'sc:Dataset',
    name: title.replace(/[^\p{L}\p{N} ._-]/gu, ' ').trim() || 'dataset',
    description: `${facts.images} images in ${classes.length} classes, collected by keyword with PixCrawler.`,
    conformsTo: ['http://mlcommons.org/croissant/1.1', 'http://mlcommons.org/croissant/RAI/1.0'],
    license: licensesOf(subject),
    url: 'README.md',
    version: '1.0.0',
    datePublished: facts.day,
    citeAs: `@misc{dataset, title={${plain(title)}}, year={${facts.day.slice(0, 4)}}, note={Collected with PixCrawler}}`,
    creator: { '@type': 'sc:Organization', name: 'PixCrawler' },
    'rai:dataCollection': `Found by keyword at ${facts.sortedSources.map(([source]) => source).join(', ')}; each file was fetched from the address in image_url.`,
    'rai:dataCollectionType': ['Web Scraping'],
    'rai:dataCollectionTimeframe': [from, to],
    'rai:dataPreprocessingProtocol': [
      'Files were decoded, compared by hash and perceptual hash, and may have been rid of metadata, resized or re-encoded; sha256 and source_sha256 differ then.',
    ],
    'rai:personalSensitiveInformation': ['Not examined: images and their titles may show or name people.'],
    'rai:dataBiases': ['Search results favour popular, English-titled images; labels are the keywords of the search.'],
    'rai:dataLimitations': ['Labels were not checked by people. Licences are what the sources say.'],
    'rai:dataUseCases': ['Training and testing of image classifiers, as the licence of each image allows.'],
    'prov:wasDerivedFrom': facts.sortedSources.map(([name, count]) => ({
      '@type': 'sc:WebSite',
      name,
      description: `${count} images`,
    })),
    'prov:wasGeneratedBy': {
      '@type': 'prov:Activity',
      name: 'Collected by keyword, checked and exported',
      'prov:endedAtTime': to,
    },
    distribution: [
      {
        '@type': 'cr:FileObject',
        '@id': MANIFEST,
        name: MANIFEST,
        contentUrl: MANIFEST,
        encodingFormat: 'application/jsonlines',
        contentSize: `${manifest.size} B`,
        sha256: manifest.sha256,
      },
      ...(layout.pictures?.distribution ?? []),
    ],
    recordSet: [
      {
        '@type': 'cr:RecordSet',
        '@id': 'splits',
        name: 'splits',
        dataType: 'cr:Split',
        key: { '@id': 'splits/name' },
        field: ['name', 'url'].map((name) => ({
          '@type': 'cr:Field',
          '@id': `splits/${name}`,
          name,
          dataType: name === 'url' ? 'sc:URL' : 'sc:Text',
        })),
        data: splits.map((split) => ({ 'splits/name': split, 'splits/url': SPLIT_TYPES[split] })),
      },
      {
        '@type': 'cr:RecordSet',
        '@id': 'images',
        name: 'images',
        field: croissantFields(MANIFEST, layout.pictures),
      },
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function licensesOf({ facts }: CardSubject): string[] {
  return facts.sortedLicenses.map(([license]) =>
    license === null ? 'NOASSERTION' : (facts.licenseUrls.get(license) ?? license),
  );
}

/** Without what BibTeX reads. */
const plain = (text: string): string => text.replace(/[{}\\"@%#$&~^_\p{Cc}]/gu, ' ');
