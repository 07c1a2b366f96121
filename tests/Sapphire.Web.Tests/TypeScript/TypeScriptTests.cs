using Sapphire.Web.TypeScript;

namespace Sapphire.Web.Tests.TypeScript;

public sealed class TypeScriptTests
{
    [Fact]
    public void TheCommittedFileIsFresh()
    {
        string file = ProtocolFile.Find(AppContext.BaseDirectory).ShouldNotBeNull();
        File.ReadAllText(file).ShouldBe(ProtocolFile.Generate(), "'dotnet Sapphire.Web.dll types' writes it");
    }

    [Fact]
    public void TheOutputIsStable() => ProtocolFile.Generate().ShouldBe(ProtocolFile.Generate());

    [Theory]
    [InlineData("export type MessageRole = 'user' | 'assistant';")]
    [InlineData("  readonly type: 'chatListed';")]
    [InlineData("  readonly parentId: string | null;")]
    [InlineData("  readonly parts: readonly PartView[];")]
    [InlineData("export type PartView =\n  | TextPart\n  | ReasoningPart\n  | ToolPart\n  | ImagePart;")]
    [InlineData("  readonly durationMs: number | null;")]
    [InlineData("  Send(request: SendRequest): Promise<CommandReply>;")]
    [InlineData("  Subscribe(chatId: string | null): AsyncIterable<Update>;")]
    [InlineData("export const assistantHubMethodsStreams = ['Subscribe', 'OpenRoom', 'WatchCluster', 'WatchRooms', 'WatchLog', 'DrainNode'] as const;")]
    [InlineData("  readonly csrfToken: string;")]
    public void TypesAreWrittenAsAgreed(string part) => ProtocolFile.Generate().ShouldContain(part);

    [Fact]
    public void WhatHasNoTypeScriptIsRefused() =>
        Should.Throw<NotSupportedException>(() => new TypeScriptGenerator().Add(typeof(Stream))).Message.ShouldContain("System.IO.Stream");
}
