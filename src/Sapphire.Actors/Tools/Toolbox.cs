using Microsoft.Extensions.AI;
using Sapphire.Actors.Memory;
using Sapphire.Actors.Schedule;

namespace Sapphire.Actors.Tools;

/// <summary>The tools that need nothing from outside: time, timers, memory, arithmetic and units.</summary>
public sealed class Toolbox : IToolbox
{
    private readonly TimeProvider _time;
    private readonly Func<TimeZoneInfo> _zone;
    private readonly ITimers _timers;
    private readonly IMemoryStore _memory;

    /// <summary>Creates the toolbox.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="timers">The timers.</param>
    /// <param name="memory">What was remembered.</param>
    /// <param name="zone">The person's time zone at each call; <see cref="TimeZoneInfo.Local"/> when null.</param>
    public Toolbox(TimeProvider time, ITimers timers, IMemoryStore memory, Func<TimeZoneInfo>? zone = null)
    {
        _time = time;
        _timers = timers;
        _memory = memory;
        _zone = zone ?? (() => TimeZoneInfo.Local);
    }

    /// <inheritdoc />
    public IReadOnlyList<AIFunction> ToolsFor(ToolContext context) =>
    [
        .. TimeTools.Create(_time, _zone),
        .. TimerTools.Create(_time, _zone, _timers, context),
        .. context.MemoryScope == MemoryScope.None ? [] : MemoryTools.Create(_memory.In(context.MemoryScope ?? MemoryScope.Default), _time, _zone),
        .. MathTools.Create(),
    ];
}
