import type { ShardsView } from '../generated/protocol';
import { Section } from './parts';
import { ownersOf } from './view';
import shared from './parts.module.css';
import styles from './shards.module.css';

const kinds: Record<string, string> = { session: 'Chats', schedule: 'Timers' };

/** Which node has which part of the chats: a cell for each shard, a colour for each node. */
export function Shards({ shards }: { shards: ShardsView }) {
  const owners = ownersOf(shards.kinds);
  return (
    <Section
      title="Shards"
      id="shards"
      side={
        <ul className={styles.legend} aria-label="Nodes by colour">
          {[...owners].map(([name, colour]) => <li key={name}><span className={styles.swatch} data-colour={colour} aria-hidden="true" /> {name}</li>)}
        </ul>
      }
    >
      {shards.kinds.length === 0 && <p className={shared.note}>Nothing is known of the shards while the broker is away.</p>}
      {shards.kinds.map((kind) => (
        <div key={kind.kind} className={styles.kind}>
          <h3 className={styles.kindName}>{kinds[kind.kind] ?? kind.kind}</h3>
          <ol className={styles.map} aria-label={`${kinds[kind.kind] ?? kind.kind}: the owner of each shard`}>
            {kind.shards.map((shard) => {
              const words = `Shard ${shard.shard}: ${shard.node ?? 'nobody, it is being handed over'}, ${shard.entities} in memory, ${shard.unanswered} unanswered${shard.rejected > 0 ? `, ${shard.rejected} rejected` : ''}`;
              return (
                <li key={shard.shard} className={styles.shard} data-testid="shard" data-kind={kind.kind} data-owner={shard.node ?? ''} data-colour={shard.node === null ? undefined : owners.get(shard.node)} title={words}>
                  <span aria-hidden="true">{shard.shard}</span>
                  <span className="visually-hidden">{words}</span>
                </li>
              );
            })}
          </ol>
        </div>
      ))}
      {shards.silent.length > 0 && <p className={shared.note}>No answer in time from {shards.silent.join(', ')}.</p>}
    </Section>
  );
}
