import { once } from 'node:events';
import type { Server } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** A mail as the server got it. */
export interface ReceivedMail extends Email {
  recipients: string[];
  raw: string;
}

/** Code and text of an SMTP answer that refuses. */
type Refusal = { code: number; text: string } | null;

/** A real SMTP server on this machine; tests decide what it does. */
export class MailServer {
  readonly mails: ReceivedMail[] = [];
  /** What it says to a recipient. */
  refusal: Refusal = null;
  /** It has the whole mail, but says so only when this resolves. */
  gate: Promise<void> = Promise.resolve();
  /** Conversations at this moment, and at most so far. */
  open = 0;
  mostOpen = 0;

  private constructor(private readonly server: SMTPServer) {}

  static async start(port = 0): Promise<MailServer> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      disableReverseLookup: true,
      logger: false,
      onConnect: (_, done) => {
        mail.open += 1;
        mail.mostOpen = Math.max(mail.mostOpen, mail.open);
        done();
      },
      onClose: () => void (mail.open -= 1),
      onRcptTo: (_, __, done) => {
        const { refusal } = mail;
        done(refusal && Object.assign(new Error(refusal.text), { responseCode: refusal.code }));
      },
      onData: (stream, { envelope }, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const raw = Buffer.concat(chunks).toString();
          const recipients = envelope.rcptTo.map(({ address }) => address);
          void mail.receive(raw, recipients, done);
        });
      },
    });
    const mail = new MailServer(server);
    server.on('error', () => {}); // clients that are killed
    server.listen(port, '127.0.0.1');
    await once(server.server, 'listening');
    return mail;
  }

  get port(): number {
    return portOf(this.server.server);
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  private async receive(raw: string, recipients: string[], done: () => void): Promise<void> {
    this.mails.push({ ...(await PostalMime.parse(raw)), raw, recipients });
    await this.gate;
    done();
  }

  to(address: string): ReceivedMail[] {
    return this.mails.filter(({ recipients }) => recipients.includes(address));
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}

/** Of a server that listens on a port. */
export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port');
  return address.port;
}
