import { NamingClient } from '../../store/db/naming-client';

const databaseUrl = process.env['TEST_DATABASE_URL'];

(databaseUrl === undefined ? describe.skip : describe)('statements named by their text', () => {
  let client: NamingClient;
  beforeEach(async () => {
    client = new NamingClient({ connectionString: databaseUrl });
    await client.connect();
  });
  afterEach(() => client.end());
  const known = async () => {
    const { rows } = await client.query<{ statement: string }>(
      'SELECT statement FROM pg_prepared_statements',
    );
    return rows.map(({ statement }) => statement);
  };

  it('are parsed once per connection, whatever their parameters', async () => {
    const text = 'select $1::int + 1 as n';
    for (let n = 0; n < 8; n += 1) {
      const { rows } = await client.query<{ n: number }>({ text }, [n]);
      expect(rows).toEqual([{ n: n + 1 }]);
    }
    expect(await known()).toEqual([text]);
  });

  it('one of very many rows is left without', async () => {
    const rows = Array.from({ length: 1_000 }, (_, n) => `($1::int + ${n})`).join(', ');
    await client.query({ text: `with n(n) as (values ${rows}) select count(*) from n` }, [1]);
    expect(await known()).toEqual([]);
  });

  it('one that failed may be sent again', async () => {
    const text = 'select 1 / $1::int as n';
    await expect(client.query({ text }, [0])).rejects.toMatchObject({ code: '22012' });
    await expect(client.query({ text: 'select nothing from nowhere' }, [])).rejects.toMatchObject({
      code: '42P01',
    });
    expect((await client.query<{ n: number }>({ text }, [1])).rows).toEqual([{ n: 1 }]);
  });

  it('commands and named ones are left as they are', async () => {
    await client.query('begin');
    await client.query({ text: 'select $1::int as n', name: 'mine' }, [1]);
    await client.query('commit');
    const { rows } = await client.query<{ name: string }>('SELECT name FROM pg_prepared_statements');
    expect(rows).toEqual([{ name: 'mine' }]);
  });
});
