package dev.onionyard.web.containers;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Function;

/// An interface of which a test needs a few methods only; the others are not supported.
final class Partial {

    private Partial() {}

    /// @param answer given the arguments of the method called `methodName`
    static <T> T of(Class<T> type, String methodName, Function<Object[], Object> answer) {
        return make(type, (method, arguments) -> {
            if (method.getName().equals(methodName)) {
                return answer.apply(arguments);
            }
            throw new UnsupportedOperationException(method.getName());
        });
    }

    /// @param target has the methods that are needed, with the same names and parameters
    static <T> T of(Class<T> type, Object target) {
        return make(type, (method, arguments) -> {
            try {
                return target.getClass()
                        .getDeclaredMethod(method.getName(), method.getParameterTypes())
                        .invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            } catch (NoSuchMethodException e) {
                throw new UnsupportedOperationException(method.getName(), e);
            }
        });
    }

    /// Answers a call.
    private interface Answer {
        Object to(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T make(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    case "toString" -> "partial " + type.getSimpleName();
                    default -> answer.to(method, arguments);
                }));
    }
}
