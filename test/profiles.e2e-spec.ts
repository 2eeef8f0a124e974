import { TestApp } from './support/test-app.js';

const ME = '/api/profiles/me';

describe('my profile', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.stop());

  it('is read and changed', async () => {
    const user = await app.givenUser();
    const { body } = await user.get(ME).expect(200);
    expect(body).toMatchObject({ id: user.id, email: user.email, full_name: null, role: 'user' });

    const changed = await user
      .patch(ME, { full_name: ' Ada Lovelace ', avatar_url: 'https://example.org/ada.png', onboarding_completed: true })
      .expect(200);
    expect(changed.body).toMatchObject({ full_name: 'Ada Lovelace', onboarding_completed: true });
    expect(changed.body.onboarding_completed_at).not.toBeNull();

    const cleared = await user.patch(ME, { full_name: null, onboarding_completed: false }).expect(200);
    expect(cleared.body).toMatchObject({ full_name: null, onboarding_completed_at: null });
    expect((await user.get(ME)).body).toEqual(cleared.body);
  });

  it('shows what changed, and only that, in the activity log', async () => {
    const user = await app.givenUser();
    await user.patch(ME, { full_name: 'Ada' }).expect(200);
    await user.patch(ME, { full_name: 'Ada' }).expect(200); // no change, no entry
    const { body } = await user.get('/api/activity?action=profile.updated').expect(200);
    expect(body.data).toHaveLength(1);
    expect(body.data[0].metadata).toEqual({ full_name: { from: null, to: 'Ada' } });
  });

  it.each<[string, object]>([
    ['nothing', {}],
    ['the role', { role: 'admin' }],
    ['the e-mail address', { email: 'other@example.org' }],
    ['a name of 201 characters', { full_name: 'x'.repeat(201) }],
    ['an avatar that is a script', { avatar_url: 'javascript:alert(1)' }],
    ['an avatar that is not encrypted', { avatar_url: 'http://example.org/ada.png' }],
    ['an avatar on a private host', { avatar_url: 'https://192.168.1.1/ada.png' }],
    ['an avatar with credentials', { avatar_url: 'https://ada:secret@example.org/ada.png' }],
    ['a flag as text', { onboarding_completed: 'true' }],
    ['a flag as null', { onboarding_completed: null }],
  ])('refuses to change %s', async (_, patch) => {
    const user = await app.givenUser();
    const response = await user.patch(ME, patch).expect(422);
    expect(response.type).toBe('application/problem+json');
    expect(response.body.errors.length).toBeGreaterThan(0);
    expect((await user.get(ME)).body).toMatchObject({ role: 'user', email: user.email, full_name: null });
  });

  it('includes the newest 20 projects, mine only', async () => {
    const [user, other] = [await app.givenUser(), await app.givenUser()];
    await other.post('/api/projects', { name: 'not mine' }).expect(201);
    for (let i = 1; i <= 21; i++) await user.post('/api/projects', { name: `p${i}` }).expect(201);
    const { body } = await user.get(`${ME}?include=projects`).expect(200);
    const names = body.projects.data.map(({ name }: { name: string }) => name);
    expect(names).toEqual(Array.from({ length: 20 }, (_, i) => `p${21 - i}`));
    expect(body.projects.has_more).toBe(true);
    await user.get(`${ME}?include=secrets`).expect(422);
  });

  it('needs a key', async () => {
    await app.anonymous.get(ME).expect(401);
    await app.anonymous.patch(ME, { full_name: 'x' }).expect(401);
  });
});
