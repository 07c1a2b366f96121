using System.Collections.Immutable;
using Sapphire.Actors.Assistant.Grammar;

namespace Sapphire.Actors.Assistant.Intents;

/// <summary>Help, and small talk about itself.</summary>
internal static class TalkIntents
{
    /// <summary>The intents.</summary>
    public static ImmutableArray<Intent> All { get; } =
    [
        new("help", """
            help [me]
            what can (you|i) (do|ask|say|help with|help me with|ask you|say to you|do here) [for me]
            what (do|can) you (do|understand|help with|support|offer)
            what are you (capable of|able to do|good at|good for|for)
            what (commands|things|questions) (do you know|can i use|can i say|can i ask|can you do|are there|do you understand)
            (show|list) [me] [all] [the|your] (commands|features|abilities|skills|tools)
            how (do i use you|do you work|does this work|can you help|can you help me|do i use this|do i talk to you)
            what (are your|are the) (commands|features|abilities|skills|capabilities|functions)
            i need help
            give me [some] (help|examples|an example)
            commands
            who can help me
            """, (_, _) => Plan.Say("help", Replies.Help)),

        new("model", """
            how (do|can) i (connect|add|use|set up|install|configure|get) [a|an|the] [local|language|better|bigger|real|different|new|ai] (model|llm|ai|language model|large language model)
            (connect|add|set up) [a|an] [local|language] (model|llm|language model)
            (why|how come) is (no|there no) [language] model connected
            which (model|language model|ai model) (are you|do you use|is this|are you using|is connected|is running)
            what (model|language model|llm|ai model) (are you|do you use|is this|are you using|is connected|is running|are you running)
            what is the models dialog
            where is the models dialog
            """, (_, _) => Plan.Say("model", Replies.Connect)),

        Talk("hello", "Hello! Ask me for the time, a timer, a sum or a note, or say \"help\".", """
            (hello|hi|hey|howdy|greetings|hiya|yo|hallo) [there|sapphire|again|everyone|you]
            hey hey
            good day [sapphire]
            sapphire
            (hello|hi|hey) (can|do) you hear me
            (are you|you) (there|awake|here|listening|online|still there)
            test [test]
            testing [testing]
            testing one two three
            """),
        Talk("morning", "Good morning! What can I do for you?", "good morning [sapphire|there]\nmorning [sapphire]"),
        Talk("evening", "Hello! What can I do for you?", "good (evening|afternoon) [sapphire|there]"),
        Talk("night", "Good night! Sleep well.", "(good night|goodnight|night night|nighty night|sleep well|sweet dreams) [sapphire]\ni am going to (bed|sleep) [now]"),
        Talk("bye", "Goodbye!", """
            (bye|goodbye|good bye|bye bye|farewell|see you|see ya|see you later|see you soon|see you tomorrow|later|talk to you later|catch you later|i have to go) [sapphire|for now|now]
            have a (nice|good|great) (day|evening|one|night|weekend)
            """),
        Talk("thanks", "You're welcome!", """
            (thanks|thank you|thank you very much|thank you so much|many thanks|thanks a lot|thanks so much|much appreciated|cheers|ta) [sapphire|very much|a lot|for that|for your help|for the help|again|so much|a bunch|anyway]
            (that is|this is|that was) (great|perfect|helpful|very helpful|all|it|fine|good|nice|awesome|right|correct) [thanks|thank you|for now]
            (good job|well done|nice work|great job|good work|nice one|you are great|you are awesome|you are the best|i love you|i like you|you are helpful|you are smart|nice|great|awesome|cool|perfect|wonderful|excellent) [sapphire]
            """),
        Talk("howareyou", "I'm running fine, thank you. What can I do for you?", """
            how are you [doing|today|feeling|doing today|feeling today|this morning]
            how is it going [today]
            how do you (do|feel) [today]
            what is up
            how are things [today|going]
            are you (ok|all right|well|happy|fine)
            how have you been
            """),
        Talk("name", "I'm Sapphire, your own assistant.", """
            what is your name
            what are you called
            what (should|can|do|may) i call you
            do you have a name
            tell me your name
            your name
            """),
        Talk("self", Replies.Self, """
            (who|what) (are|is) (you|sapphire|this) [exactly|really]
            (who|what) (you are) [exactly|really]
            (introduce yourself|tell me about yourself|describe yourself|tell me something about yourself|about yourself|something about yourself)
            are you (a|an) [real|large|big|local] (language model|llm|ai|robot|computer|bot|human|person|chatbot|assistant|machine|program|chat bot|human being|artificial intelligence) [or not]
            are you (human|real|alive|intelligent|conscious|sentient|chatgpt|siri|alexa|smart|clever|a real person|artificial)
            is this (chatgpt|an ai|a bot|a robot|a language model|a real person)
            am i (talking|speaking|chatting) (to|with) (a|an) (robot|human|ai|person|computer|machine|bot|language model|real person)
            (do you use|are you using|do you have) a language model
            can you think
            """),
        Talk("maker", "I'm Sapphire: an open-source assistant that runs on your own machine. Your chats stay here.", """
            who (made|built|created|wrote|programmed|developed|designed) you
            where (do you come from|are you from|do you live|are you|do you run|are you running)
            who (owns you|do you work for|is your maker|is your creator)
            (are you|do you work) (offline|online|private)
            how old are you
            when (were you born|is your birthday)
            where (is|does) my data (stored|go|kept)
            """),
        new("smalltalk.joke", """
            (tell|give) me [a|another|one more|your best|some|a good|a funny] (joke|jokes|one)
            [a|another|one more|do you know a|know any|do you know any|got any|any|say a|crack a|make a] (joke|jokes)
            (make me laugh|say something funny|tell me something funny|something funny|be funny|cheer me up|amuse me|entertain me)
            """, (_, c) => Plan.Say("smalltalk.joke", Replies.Joke(c.Earlier.Length))),
        Talk("sorry", "No problem.", "(sorry|i am sorry|my apologies|my bad|apologies|oops|whoops|i apologize) [sapphire|about that]"),
        Talk("ok", "OK.", """
            (ok|all right|fine|got it|i see|understood|sure|right|no thanks|no thank you|nothing|no|nope|nah|never mind|nevermind|forget it|it is ok|it is fine|do not worry|not now|no worries|makes sense|interesting|i understand|good to know|stop|quiet|be quiet|shut up|stop talking) [sapphire|then|thanks]
            """),
        Talk("bad", "I'm sorry. Say it in other words, or say \"help\" for what I understand.", """
            (that is|this is|you are|that was|that is not) (wrong|incorrect|not right|not correct|bad|useless|stupid|dumb|right|what i said|what i meant|not what i said|not what i meant|not what i asked|what i asked|terrible|annoying)
            (you misunderstood|you got it wrong|wrong|no that is wrong|you do not understand|i did not say that|that is not what i (said|meant|asked)) [me]
            """),
    ];

    private static Intent Talk(string kind, string words, string phrases) =>
        new($"smalltalk.{kind}", phrases, (_, _) => Plan.Say($"smalltalk.{kind}", words));
}
