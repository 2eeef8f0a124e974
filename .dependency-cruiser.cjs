/** Architecture rules (docs/architecture.md). Types are free; runtime imports obey. */
const infra = '^src/(common|config|database|queue|storage|fetching)/';
module.exports = {
  forbidden: [
    { name: 'no-file-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-folder-cycles',
      severity: 'error',
      scope: 'folder',
      from: { path: '^src/(modules/[^/]+|crawler|common|config|database|queue|storage|fetching)' },
      to: { circular: true },
    },
    {
      name: 'infra-knows-no-feature',
      severity: 'error',
      from: { path: infra },
      to: { path: '^src/(modules|crawler)/' },
    },
    {
      name: 'module-privates',
      comment: 'repositories, DTOs, controllers, processors and listeners stay inside their module',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/' },
      to: {
        path: '^src/modules/[^/]+/.+\\.(repository|dto|controller|processor|listener)\\.ts$',
        pathNot: '^src/modules/$1/',
      },
    },
    {
      name: 'entities-for-foreign-keys-only',
      comment: "another module's entity is imported by entities and repositories only",
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/', pathNot: '\\.(entity|repository|module)\\.ts$' },
      to: { path: '^src/modules/[^/]+/.+\\.entity\\.ts$', pathNot: '^src/modules/$1/' },
    },
    {
      name: 'modules-look-down',
      comment:
        '(notifications, activity, datasets) → (validation, export) → images → crawl-jobs → (projects, credits, auth) → profiles',
      severity: 'error',
      from: { path: '^src/modules/profiles/' },
      to: { path: '^src/modules/(?!profiles/)' },
    },
    {
      name: 'modules-look-down-2',
      severity: 'error',
      from: { path: '^src/modules/(projects|url-lists|block-rules|credits|auth|usage)/' },
      to: { path: '^src/modules/(crawl-jobs|images|validation|export|notifications|activity|datasets)/' },
    },
    {
      name: 'modules-look-down-3',
      severity: 'error',
      from: { path: '^src/modules/crawl-jobs/' },
      to: { path: '^src/modules/(images|validation|export|notifications|activity|datasets)/' },
    },
    {
      name: 'modules-look-down-4',
      severity: 'error',
      from: { path: '^src/modules/(images|validation|export)/' },
      to: { path: '^src/modules/(notifications|activity|datasets)/' },
    },
    {
      name: 'crawler-sees-services-only',
      severity: 'error',
      from: { path: '^src/crawler/' },
      to: { path: '^src/modules/.+\\.(repository|dto|controller|entity)\\.ts$' },
    },
    {
      name: 'only-workers-import-crawler',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(crawler/|worker\\.module\\.ts$)' },
      to: { path: '^src/crawler/', pathNot: '^src/crawler/sources/' },
    },
    {
      name: 'controllers-know-no-orm',
      severity: 'error',
      from: { path: '\\.controller\\.ts$' },
      to: { path: '@mikro-orm|\\.repository\\.ts$|\\.entity\\.ts$' },
    },
    { name: 'product-knows-no-dev', severity: 'error', from: { path: '^src/' }, to: { path: '^(dev|test)/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: false,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
