import { buildOpenApi } from '../src/openapi.js';
import { operationsOf, type ApiDocument, type Operation } from './support/openapi/api-document.js';
import { credentialsOf, givenAdmin } from './support/openapi/callers.js';
import { etagFaults } from './support/openapi/etag-faults.js';
import { givenResources } from './support/openapi/resources.js';
import { each, send, type ApiRequest } from './support/openapi/send.js';
import { validRequest, withQuery } from './support/openapi/valid-request.js';
import { TestApp } from './support/test-app.js';

/** Resources that have a version, and stored files. */
const TAGGED = [
  'downloadCrawlJobExport',
  'downloadProjectExport',
  'exportDatasetZip',
  'getCrawlJob',
  'getCrawlJobExportManifest',
  'getDatasetArchive',
  'getImage',
  'getImageFile',
  'getImageThumbnail',
  'getLinkedExport',
  'getProject',
  'getProjectExportManifest',
];
/** Answers that never end. */
const isStream = ({ responses }: Operation): boolean => 'text/event-stream' in (responses['200']?.content ?? {});

describe('ETag, If-None-Match and 304', () => {
  let app: TestApp;
  let reads: Operation[];
  let requestOf: (operation: Operation) => ApiRequest;

  beforeAll(async () => {
    app = await TestApp.start();
    const live: ApiDocument = JSON.parse(JSON.stringify(buildOpenApi(app.nest)));
    reads = operationsOf(live).filter((operation) => operation.method === 'GET' && !isStream(operation));
    const [user, admin] = await Promise.all([app.givenUser({ credits: 1000 }), givenAdmin(app)]);
    const [ofUser, ofAdmin] = await Promise.all(
      [user, admin].map(async (owner) => ({
        schemas: live.components.schemas,
        own: await givenResources(app, owner),
        credentials: credentialsOf(owner.key),
      })),
    );
    requestOf = (operation) => validRequest(operation, operation.roles.includes('admin') ? ofAdmin! : ofUser!);
  });
  afterAll(() => app.stop());

  const tagOf = async (id: string, query: string): Promise<string | undefined> => {
    const request = requestOf(reads.find((operation) => operation.id === id)!);
    return (await send(app.url, { ...request, target: withQuery(request.target, query) })).headers.etag;
  };

  it('are documented together, of what has a version', () => {
    const tagged = reads.filter(({ responses }) => responses['200']?.headers?.['ETag']);
    expect(tagged.map(({ id }) => id).toSorted()).toEqual(TAGGED);
    const half = reads.filter(({ headerParameters, responses }) => {
      const signs = [
        responses['200']?.headers?.['ETag'] !== undefined,
        responses['304']?.headers?.['ETag']?.required === true,
        headerParameters.some(({ name, required }) => name === 'If-None-Match' && !required),
      ];
      return new Set(signs).size > 1 || ('304' in responses && !signs[0]);
    });
    expect(half.map(({ id }) => id)).toEqual([]);
  });

  it('are as documented in every answer to a GET', async () => {
    const faults = await each(reads, async (operation) => {
      const { status, headers } = await send(app.url, requestOf(operation));
      const missing = TAGGED.includes(operation.id) && headers.etag === undefined ? ['has no ETag'] : [];
      const refused = status === 200 ? [] : [`answered ${status}`];
      return [...refused, ...missing, ...etagFaults(operation.responses['200'], 200, headers.etag)].map(
        (fault) => `${operation.id}: ${fault}`,
      );
    });
    expect(faults.flat()).toEqual([]);
  });

  it('spare the body to whoever has the version, and nobody else', async () => {
    const faults = await each(
      reads.filter(({ id }) => TAGGED.includes(id)),
      async (operation) => {
        const request = requestOf(operation);
        const given = (tag: string) => ({ ...request, headers: { ...request.headers, 'If-None-Match': tag } });
        const { headers } = await send(app.url, request);
        const same = await send(app.url, given(`"other", ${headers.etag}`));
        const other = await send(app.url, given('"other"'));
        const seen = [same.status, same.text, same.headers.etag === headers.etag, other.status];
        return { id: operation.id, seen };
      },
    );
    expect(faults).toEqual(faults.map(({ id }) => ({ id, seen: [304, '', true, 200] })));
  });

  it('are left out where the answer can change without the version', async () => {
    expect(await tagOf('getProject', 'include=crawl_jobs')).toBeUndefined();
    expect(await tagOf('getCrawlJob', 'include=chunks')).toBeUndefined();
  });
});
