namespace Sapphire.Persistence.Tests.Faults;

/// <summary>Whom the writers tell.</summary>
internal interface ILedgerReport
{
    void Recovered(int writer, long sequenceNr, LedgerState state, long epoch);

    void Acknowledge(int writer, long sequenceNr, string text);
}
