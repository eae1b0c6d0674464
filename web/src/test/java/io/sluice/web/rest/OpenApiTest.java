package io.sluice.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.admin.BookingView;
import io.sluice.admin.DeadLetterView;
import io.sluice.admin.EventView;
import io.sluice.admin.ExplanationsView;
import io.sluice.admin.FeasibilityView;
import io.sluice.admin.GroupInput;
import io.sluice.admin.GroupView;
import io.sluice.admin.LoginCheck;
import io.sluice.admin.MachineExplanation;
import io.sluice.admin.MachineInput;
import io.sluice.admin.MachineView;
import io.sluice.admin.PoolInput;
import io.sluice.admin.PoolView;
import io.sluice.admin.ReplacementView;
import io.sluice.admin.StandardInput;
import io.sluice.admin.StandbyView;
import io.sluice.admin.SubAccountExplanation;
import io.sluice.admin.SubAccountInput;
import io.sluice.admin.SubAccountView;
import io.sluice.people.AuditView;
import io.sluice.people.LinkView;
import io.sluice.people.TokenView;
import io.sluice.people.UserInput;
import io.sluice.people.UserView;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** The document at /openapi is written by hand; this holds it to what the code does. */
class OpenApiTest {
    private static Map<String, Object> document;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in = OpenApiTest.class.getResourceAsStream("/META-INF/openapi.yaml")) {
            document = new Yaml().load(in);
        }
    }

    @Test
    void describesEveryOperationAndNoOther() {
        Set<String> described = new TreeSet<>();
        in(document, "paths").forEach((path, item) -> {
            for (String method : List.of("get", "put", "delete", "post", "patch")) {
                if (map(item).containsKey(method)) {
                    described.add(method.toUpperCase(Locale.ROOT) + " " + path);
                }
            }
        });

        Set<String> there = new TreeSet<>();
        for (Class<?> resource : List.of(
                PoolsResource.class,
                SubAccountsResource.class,
                MachinesResource.class,
                StandbyResource.class,
                GroupsResource.class,
                FeasibilityResource.class,
                ExplanationsResource.class,
                TaskResultsResource.class,
                CheckLoginResource.class,
                LoginChecksResource.class,
                StatementsResource.class,
                EventsResource.class,
                ReconciliationResource.class,
                DeadLettersResource.class,
                ConditionResource.class,
                UsersResource.class,
                MeResource.class,
                TokensResource.class,
                LinksResource.class,
                AuditResource.class)) {
            for (Method method : resource.getDeclaredMethods()) {
                for (Annotation annotation : method.getAnnotations()) {
                    HttpMethod http = annotation.annotationType().getAnnotation(HttpMethod.class);
                    if (http != null) {
                        Path path = method.getAnnotation(Path.class);
                        there.add(http.value() + " /"
                                + resource.getAnnotation(Path.class).value().replaceAll(":[^}]*", "")
                                + (path == null ? "" : "/" + path.value().replaceAll(":[^}]*", "")));
                    }
                }
            }
        }
        assertThat(described).isEqualTo(there);
    }

    @ParameterizedTest
    @MethodSource("shown")
    void describesEveryFieldThatIsShown(String schema, Class<?> view) {
        assertThat(properties(schema)).containsAll(fields(view));
    }

    @ParameterizedTest
    @MethodSource("taken")
    void describesEveryFieldThatIsTakenAndNoOther(String schema, Class<?> input) {
        Set<String> described = properties(schema);
        described.remove("name");

        assertThat(described).isEqualTo(fields(input));
    }

    static Stream<Arguments> shown() {
        return Stream.of(
                Arguments.of("Pool", PoolView.class),
                Arguments.of("Address", PoolView.Address.class),
                Arguments.of("SubAccount", SubAccountView.class),
                Arguments.of("Capability", SubAccountView.Capability.class),
                Arguments.of("Standard", SubAccountView.Standard.class),
                Arguments.of("Login", SubAccountView.Login.class),
                Arguments.of("Machine", MachineView.class),
                Arguments.of("WhyHere", MachineView.Explanation.class),
                Arguments.of("WhatNext", MachineView.Next.class),
                Arguments.of("Feasibility", FeasibilityView.class),
                Arguments.of("FeasibilityLine", FeasibilityView.Line.class),
                Arguments.of("Explanations", ExplanationsView.class),
                Arguments.of("MachineExplanation", MachineExplanation.class),
                Arguments.of("SubAccountExplanation", SubAccountExplanation.class),
                Arguments.of("Standby", StandbyView.class),
                Arguments.of("Replacement", ReplacementView.class),
                Arguments.of("Group", GroupView.class),
                Arguments.of("TaskResult", BookingView.class),
                Arguments.of("LoginCheck", LoginCheck.class),
                Arguments.of("Event", EventView.class),
                Arguments.of("Reconciliation", Reconciled.class),
                Arguments.of("Reconciliation.adapter", Reconciled.Adapter.class),
                Arguments.of("Reconciliation.pool", Reconciled.Pool.class),
                Arguments.of("Reconciliation.ledger", Reconciled.Ledger.class),
                Arguments.of("DeadLetter", DeadLetterView.class),
                Arguments.of("Dealt", Dealt.class),
                Arguments.of("Condition", ConditionAnswer.class),
                Arguments.of("Journal", ConditionAnswer.Journal.class),
                Arguments.of("Removed", Removed.class),
                Arguments.of("User", UserView.class),
                Arguments.of("Me", MeResource.Me.class),
                Arguments.of("Token", TokenView.class),
                Arguments.of("NewToken", TokensResource.NewToken.class),
                Arguments.of("Link", LinkView.class),
                Arguments.of("NewLink", LinksResource.NewLink.class),
                Arguments.of("Revoked", Revoked.class),
                Arguments.of("AuditEntry", AuditView.class),
                Arguments.of("Page", Page.class),
                Arguments.of("Problem", Problem.class));
    }

    static Stream<Arguments> taken() {
        return Stream.of(
                Arguments.of("PoolInput", PoolInput.class),
                Arguments.of("SubAccountInput", SubAccountInput.class),
                Arguments.of("Standard", StandardInput.class),
                Arguments.of("MachineInput", MachineInput.class),
                Arguments.of("UserInput", UserInput.class),
                Arguments.of("GroupInput", GroupInput.class));
    }

    private static Set<String> fields(Class<?> type) {
        Set<String> names = new TreeSet<>();
        Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).forEach(names::add);
        return names;
    }

    private static Set<String> properties(String schema) {
        String[] path = schema.split("[.]", -1);
        Map<String, Object> found = in(document, "components", "schemas", path[0]);
        for (int i = 1; i < path.length; i++) {
            found = in(found, "properties", path[i]);
        }
        Set<String> names = new TreeSet<>();
        if (found.get("allOf") instanceof List<?> parts) {
            for (Object part : parts) {
                Object reference = map(part).get("$ref");
                names.addAll(
                        reference == null
                                ? in(map(part), "properties").keySet()
                                : properties(reference.toString().substring("#/components/schemas/".length())));
            }
        } else {
            names.addAll(in(found, "properties").keySet());
        }
        return names;
    }

    private static Map<String, Object> in(Map<String, Object> from, String... path) {
        Map<String, Object> at = from;
        for (String step : path) {
            at = map(at.get(step));
        }
        return at;
    }

    @SuppressWarnings("unchecked") // YAML's maps have strings for keys here.
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
